import { useDeferredValue, useMemo, useState } from 'react';
import { formatDuration, groupDigits } from '../../shared/units.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { ProgramLegend } from './program-legend.tsx';
import { collectRuns, endOf, lanesOf, type QueueRun } from './queue-runs.ts';
import { RunDetails } from './run-details.tsx';
import { RunLanes } from './run-lanes.tsx';
import { startText } from './run-text.ts';
import { RunsTable } from './runs-table.tsx';
import { latestBurst, type TimeWindow, windowOf } from './time-window.ts';
import { WindowButtons } from './window-buttons.tsx';

/** Every queue run of the session: a lane for each executor. */
export function SessionLanes({ executors }: { executors: number }) {
  // A burst of messages changes the map with every frame; the lanes may come a little later.
  const messages = useDeferredValue(useNetwork((state) => state.messages));
  const labelOf = useProgramLabel();
  const runs = useMemo(() => collectRuns(messages.values()), [messages]);
  const lanes = useMemo(() => lanesOf(runs, executors), [runs, executors]);
  const all = useMemo(() => windowOf(runs), [runs]);
  /** null: all there is, however much it becomes. */
  const [chosen, setChosen] = useState<TimeWindow | null>(null);
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const selected = useMemo(() => runs.find(({ key }) => key === selectedKey) ?? null, [runs, selectedKey]);
  if (runs.length === 0) {
    return <p className="muted">Queue runs appear here over time, a block each, when programs handle messages.</p>;
  }
  const window = chosen ?? all;
  const show = (window: TimeWindow) => setChosen(window.length >= all.length ? null : window);
  const first = runs[0] as QueueRun;
  return (
    <section className="executors__lanes" aria-label="Queue runs over time">
      <div className="executors__bar">
        <WindowButtons window={window} all={all} onWindow={show} />
        <button type="button" className="button button--small" onClick={() => show(latestBurst(runs))}>
          Latest
        </button>
        <span className="muted num">
          {groupDigits(runs.length)} run{runs.length === 1 ? '' : 's'} since {startText(first)},{' '}
          {formatDuration(window.length)} in view
        </span>
      </div>
      <RunLanes
        label="Queue runs over time, a lane for each executor"
        lanes={lanes}
        window={window}
        all={all}
        onWindow={show}
        zero={first.startedAt}
        labelOf={labelOf}
        selected={selected}
        onSelect={(run) => setSelectedKey(run?.key ?? null)}
      />
      <ProgramLegend runs={runs} labelOf={labelOf} />
      {selected && <RunDetails run={selected} messages={messages} onClose={() => setSelectedKey(null)} />}
      <RunsTable
        runs={runs}
        isInView={(run) => endOf(run) >= window.start && run.startedAt <= window.start + window.length}
        labelOf={labelOf}
        selected={selected}
        onSelect={(run) => setSelectedKey(run.key)}
      />
    </section>
  );
}
