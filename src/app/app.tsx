import { lazy, Suspense, useEffect } from 'react';
import { Toaster } from 'sonner';
import { useLayout } from '../stores/layout-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { bindKeys } from './commands/registry.ts';
import { Desk } from './desk.tsx';
import { DropZone } from './drop-zone.tsx';
import { OpenProgramDialog, WalletHost, WorkspacesDialog } from './lazy-views.tsx';
import { Narrow } from './narrow.tsx';
import { useServices } from './services-context.ts';

const Palette = lazy(() => import('./commands/palette.tsx'));

/** The shell: one of two layouts, and what lies above both. */
export function App() {
  const services = useServices();
  const isDesk = useMediaQuery('(min-width: 1100px)');
  const paletteOpen = useLayout((layout) => layout.paletteOpen);
  const openProgramOpen = useLayout((layout) => layout.openProgramOpen);
  const workspacesOpen = useLayout((layout) => layout.workspacesOpen);
  const usesWallet = useSettings((settings) => settings.network !== 'local');
  useEffect(() => bindKeys(services), [services]);
  const theme = useTheme();
  return (
    <>
      {isDesk ? <Desk /> : <Narrow />}
      <DropZone />
      {paletteOpen && (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      )}
      {workspacesOpen && (
        <Suspense fallback={null}>
          <WorkspacesDialog />
        </Suspense>
      )}
      {openProgramOpen && (
        <Suspense fallback={null}>
          <OpenProgramDialog />
        </Suspense>
      )}
      {usesWallet && (
        <Suspense fallback={null}>
          <WalletHost />
        </Suspense>
      )}
      <Toaster theme={theme} position={isDesk ? 'bottom-right' : 'top-center'} offset={{ bottom: 36, right: 16 }} />
    </>
  );
}

/** Puts the chosen theme on the document, where theme.css reads it. */
function useTheme(): 'light' | 'dark' | 'system' {
  const theme = useSettings((settings) => settings.theme);
  const moreContrast = useMediaQuery('(prefers-contrast: more)');
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'light' || theme === 'dark') dataset.theme = theme;
    else delete dataset.theme;
    if (theme === 'contrast' || moreContrast) dataset.contrast = 'more';
    else delete dataset.contrast;
  }, [theme, moreContrast]);
  return theme === 'contrast' ? 'system' : theme;
}
