import { useState } from 'react';
import type { Hex } from '../../shared/hex.ts';
import { formatDuration, groupDigits } from '../../shared/units.ts';
import type { QueueRun } from './queue-runs.ts';
import { blockText, startText } from './run-text.ts';

interface RunsTableProps {
  runs: readonly QueueRun[];
  isInView: (run: QueueRun) => boolean;
  labelOf: (program: Hex) => string;
  selected: QueueRun | null;
  onSelect: (run: QueueRun) => void;
}

const SHOWN = 100;

/** The runs in view once more as a table, for whoever does not see the picture or wants the numbers. */
export function RunsTable({ runs, isInView, labelOf, selected, onSelect }: RunsTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="runs-table" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Runs in view as a table</summary>
      {isOpen && <Rows runs={runs.filter(isInView)} labelOf={labelOf} selected={selected} onSelect={onSelect} />}
    </details>
  );
}

function Rows({ runs, labelOf, selected, onSelect }: Omit<RunsTableProps, 'isInView'>) {
  return (
    <div className="runs-table__scroll">
      <table className="table">
        {runs.length > SHOWN && (
          <caption className="muted">
            The first {SHOWN} of {groupDigits(runs.length)} runs in view: zoom in to see the others.
          </caption>
        )}
        <thead>
          <tr>
            {['Start', 'Executor', 'Program', 'Queue', 'Block'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {['Took', 'Messages', 'Gas'].map((name) => (
              <th key={name} scope="col" className="table__num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, SHOWN).map((run) => (
            <tr key={run.key} aria-current={run.key === selected?.key || undefined}>
              <th scope="row">
                <button type="button" className="link num" onClick={() => onSelect(run)}>
                  {startText(run)}
                </button>
              </th>
              <td>#{run.executor}</td>
              <td>{labelOf(run.program)}</td>
              <td>{run.queue}</td>
              <td>{blockText(run)}</td>
              <td className="table__num">{formatDuration(run.duration)}</td>
              <td className="table__num">{groupDigits(run.messages.length)}</td>
              <td className="table__num">{groupDigits(run.gas)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
