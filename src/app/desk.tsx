import { Suspense } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useLayout } from '../stores/layout-store.ts';
import { Loading } from '../ui/loading.tsx';
import { EditorArea } from '../workspace/editor-area.tsx';
import { ActivityBar } from './activity-bar.tsx';
import { BottomPanel } from './bottom-panel.tsx';
import { NetworkNotices, ProgramPanel } from './lazy-views.tsx';
import { SideView } from './side-view.tsx';
import { StartActions } from './start-actions.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** The wide layout: activity bar, side panel, editor above the bottom panel, program at the right. */
export function Desk() {
  const side = useLayout((layout) => layout.side);
  const columns = useDefaultLayout({
    id: 'desk-columns',
    panelIds: side ? ['side', 'main', 'program'] : ['main', 'program'],
  });
  const rows = useDefaultLayout({ id: 'desk-rows' });
  return (
    <div className="desk">
      <TopBar />
      <Suspense fallback={<div />}>
        <NetworkNotices />
      </Suspense>
      <main className="desk__middle">
        <ActivityBar />
        <Group className="desk__columns" id="desk-columns" orientation="horizontal" {...columns}>
          {side && (
            <>
              <Panel id="side" defaultSize={230} minSize={170} maxSize={420} groupResizeBehavior="preserve-pixel-size">
                <section className="side" aria-label="Side panel">
                  <SideView view={side} />
                </section>
              </Panel>
              <Separator className="separator" aria-label="Width of the side panel" />
            </>
          )}
          <Panel id="main" minSize={320}>
            <div className="desk__main">
              <Group id="desk-rows" orientation="vertical" {...rows}>
                <Panel id="editor" defaultSize="58" minSize={120}>
                  <EditorArea start={<StartActions />} />
                </Panel>
                <Separator className="separator separator--row" aria-label="Height of the bottom panel" />
                <Panel id="bottom" minSize={90}>
                  <BottomPanel />
                </Panel>
              </Group>
            </div>
          </Panel>
          <Separator className="separator" aria-label="Width of the program panel" />
          <Panel id="program" defaultSize={390} minSize={300} groupResizeBehavior="preserve-pixel-size">
            <Loading>
              <ProgramPanel />
            </Loading>
          </Panel>
        </Group>
      </main>
      <StatusBar />
    </div>
  );
}
