import { lazy, type ReactNode, Suspense } from 'react';
import { useSettings } from '../stores/settings-store.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { EditorTabs } from './editor-tabs.tsx';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

/** Tabs above the editor. `start` is what to offer while no file is open. */
export function EditorArea({ start }: { start: ReactNode }) {
  const path = useWorkspace(({ project }) => project?.activePath ?? null);
  const theme = useMonacoTheme();
  return (
    <section className="editor-area" aria-label="Editor">
      <EditorTabs />
      {path === null ? (
        <EmptyState text="No file is open.">{start}</EmptyState>
      ) : (
        <div className="editor-area__body" role="tabpanel" id="editor-panel" aria-label={path}>
          <Suspense fallback={<PlainText path={path} />}>
            <CodeEditor path={path} theme={theme} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

/** The text is readable while the editor's own code is still on its way. */
function PlainText({ path }: { path: string }) {
  const text = useWorkspace(({ project }) => project?.files[path]);
  return (
    <pre className="plain-text" aria-busy>
      {text}
    </pre>
  );
}

function useMonacoTheme() {
  const theme = useSettings((settings) => settings.theme);
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const moreContrast = useMediaQuery('(prefers-contrast: more)');
  const dark = theme === 'dark' || (theme !== 'light' && systemDark);
  if (theme === 'contrast' || moreContrast) return dark ? 'hc-black' : 'hc-light';
  return dark ? 'gear-dark' : 'gear-light';
}
