import { Suspense } from 'react';
import { type BottomView, type NarrowView, type SideView as SideViewId, useLayout } from '../stores/layout-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Loading } from '../ui/loading.tsx';
import { EditorArea } from '../workspace/editor-area.tsx';
import { BOTTOM_VIEWS, BottomView as BottomViewContent } from './bottom-panel.tsx';
import { BuildProgress } from './build-progress.tsx';
import { build } from './commands/build-commands.ts';
import { CommandButton } from './commands/command-button.tsx';
import { palette, workspaces } from './commands/view-commands.ts';
import { AccountArea, NetworkNotices, ProgramPanel, Timeline } from './lazy-views.tsx';
import { NetworkSelect } from './network-select.tsx';
import { SideView } from './side-view.tsx';
import { StartActions } from './start-actions.tsx';

const PLACES: { id: NarrowView; label: string; icon: IconName }[] = [
  { id: 'code', label: 'Code', icon: 'code' },
  { id: 'program', label: 'Program', icon: 'program' },
  { id: 'timeline', label: 'Timeline', icon: 'timeline' },
  { id: 'more', label: 'More', icon: 'more' },
];

const SIDE_VIEWS: { id: SideViewId; label: string }[] = [
  { id: 'explorer', label: 'Files' },
  { id: 'templates', label: 'Templates' },
  { id: 'settings', label: 'Settings' },
];

/** One column with a bar of places at the bottom, for narrow windows and phones. */
export function Narrow() {
  const narrow = useLayout((layout) => layout.narrow);
  const showNarrow = useLayout((layout) => layout.showNarrow);
  return (
    <div className="narrow">
      <header className="top-bar">
        <h1 className="visually-hidden">Gear.exe Playground</h1>
        <CommandButton command={workspaces} className="button button--quiet" show="both" label="Workspaces" />
        <span className="top-bar__space" />
        <BuildProgress />
        <CommandButton command={build} />
        <NetworkSelect />
      </header>
      <Above />
      <main className="narrow__view">
        <Loading>
          {narrow === 'code' && <EditorArea start={<StartActions />} />}
          {narrow === 'program' && <ProgramPanel />}
          {narrow === 'timeline' && <Timeline />}
          {narrow === 'more' && <More />}
        </Loading>
      </main>
      <nav className="narrow__bar" aria-label="Places">
        {PLACES.map(({ id, label, icon }) => (
          <button
            key={id}
            type="button"
            aria-current={narrow === id ? 'page' : undefined}
            onClick={() => showNarrow(id)}
          >
            <Icon name={icon} />
            {label}
          </button>
        ))}
      </nav>
    </div>
  );
}

/** Below the bar: what is wrong with the network, and on Ethereum who pays. */
function Above() {
  const isLocal = useSettings((settings) => settings.network === 'local');
  return (
    <div className="narrow__above">
      <Suspense>
        <NetworkNotices />
        {!isLocal && (
          <div className="narrow__account">
            <AccountArea />
          </div>
        )}
      </Suspense>
    </div>
  );
}

function More() {
  const more = useLayout((layout) => layout.more);
  const showMore = useLayout((layout) => layout.showMore);
  if (more !== null) {
    return (
      <div className="more">
        <button type="button" className="button button--quiet more__back" onClick={() => showMore(null)}>
          ‹ More
        </button>
        <div className="more__view">{isSide(more) ? <SideView view={more} /> : <BottomViewContent view={more} />}</div>
      </div>
    );
  }
  const views = BOTTOM_VIEWS.filter(({ id }) => id !== 'timeline') as {
    id: Exclude<BottomView, 'timeline'>;
    label: string;
  }[];
  return (
    <ul className="more__list">
      {[...SIDE_VIEWS, ...views].map(({ id, label }) => (
        <li key={id}>
          <button type="button" onClick={() => showMore(id)}>
            {label}
            <Icon name="chevronRight" />
          </button>
        </li>
      ))}
      <li>
        <CommandButton command={palette} className="" show="text" />
      </li>
    </ul>
  );
}

function isSide(view: string): view is SideViewId {
  return SIDE_VIEWS.some(({ id }) => id === view);
}
