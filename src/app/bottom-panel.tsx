import { useBuild } from '../stores/build-store.ts';
import { type BottomView as BottomViewId, useLayout } from '../stores/layout-store.ts';
import { Loading } from '../ui/loading.tsx';
import { Tabs, tabPanelProps } from '../ui/tabs.tsx';
import {
  ExecutorsPanel,
  InspectorView,
  LedgerPanel,
  LogPanel,
  MessageGraph,
  ProblemsPanel,
  SchedulesPanel,
  Timeline,
} from './lazy-views.tsx';

export const BOTTOM_VIEWS: { id: BottomViewId; label: string }[] = [
  { id: 'timeline', label: 'Timeline' },
  { id: 'graph', label: 'Graph' },
  { id: 'ledger', label: 'Ledger' },
  { id: 'executors', label: 'Executors' },
  { id: 'inspector', label: 'Inspector' },
  { id: 'schedules', label: 'Schedules' },
  { id: 'problems', label: 'Problems' },
  { id: 'log', label: 'Log' },
];

export function BottomPanel() {
  const view = useLayout((layout) => layout.bottom);
  const showBottom = useLayout((layout) => layout.showBottom);
  const problems = useBuild((build) => build.diagnostics.filter(({ level }) => level === 'error').length);
  const items = BOTTOM_VIEWS.map((item) => (item.id === 'problems' ? { ...item, badge: problems } : item));
  return (
    <section className="bottom-panel" aria-label="Timeline, ledger and more">
      <Tabs label="Panels" name="bottom" items={items} active={view} onSelect={showBottom} />
      <div className="bottom-panel__body" {...tabPanelProps('bottom', view)}>
        <Loading>
          <BottomView view={view} />
        </Loading>
      </div>
    </section>
  );
}

export function BottomView({ view }: { view: BottomViewId }) {
  switch (view) {
    case 'timeline':
      return <Timeline />;
    case 'graph':
      return <MessageGraph />;
    case 'ledger':
      return <LedgerPanel />;
    case 'executors':
      return <ExecutorsPanel />;
    case 'inspector':
      return <InspectorView />;
    case 'schedules':
      return <SchedulesPanel />;
    case 'problems':
      return <ProblemsPanel />;
    case 'log':
      return <LogPanel />;
  }
}
