import { useMemo } from 'react';
import type { MessageRecord } from '../network/network.ts';
import { formatDuration, formatUnits, groupDigits, WVARA_DECIMALS } from '../shared/units.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useProgramLabel } from '../stores/program-store.ts';
import { Wvara } from '../ui/amount.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { showError } from './commands/registry.ts';
import { ExecutorLane } from './executor-lane.tsx';
import { ValidatorsTable } from './validators-table.tsx';

/** One row per executor (worker): what it does, what it ran lately, what it earned. */
export function ExecutorsPanel() {
  const status = useNetwork((state) => state.status);
  const controls = useNetwork((state) => state.controls);
  const messages = useNetwork((state) => state.messages);
  const labelOf = useProgramLabel();
  const runs = useMemo(() => latestRuns(messages), [messages]);
  if (!status) return <EmptyState text="The network is not running yet." />;
  if (!controls) return <ValidatorsTable validators={status.validators} />;
  return (
    <div className="executors">
      <div className="executors__bar">
        <label>
          Executors{' '}
          <input
            type="number"
            className="input input--short"
            min={1}
            max={16}
            defaultValue={status.executors.length}
            key={status.executors.length}
            onChange={(event) => {
              const count = event.currentTarget.valueAsNumber;
              if (Number.isInteger(count) && count >= 1 && count <= 16) controls.setExecutors(count).catch(showError);
            }}
          />
        </label>
        <span className="muted">
          Each is a Web Worker that runs whole queues of programs. State hashes are the same with any number of them.
        </span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Executor</th>
            <th scope="col">State</th>
            <th scope="col" className="table__num">
              Runs
            </th>
            <th scope="col" className="table__num">
              Earned
            </th>
            <th scope="col" className="executors__lane">
              Latest runs
            </th>
          </tr>
        </thead>
        <tbody>
          {status.executors.map((executor) => (
            <tr key={executor.index}>
              <th scope="row">#{executor.index}</th>
              <td>
                <span className="dot" data-state={executor.state} /> {executor.state}
              </td>
              <td className="table__num">{groupDigits(executor.runs)}</td>
              <td className="table__num">
                <Wvara value={executor.earnings} />
              </td>
              <td className="executors__lane">
                <ExecutorLane
                  runs={runs.filter((run) => run.executor === executor.index)}
                  window={windowOf(runs)}
                  labelOf={labelOf}
                />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            <td />
            <td className="table__num">{groupDigits(status.executors.reduce((sum, { runs }) => sum + runs, 0))}</td>
            <td className="table__num" title={`${formatUnits(status.executorsEarnings, WVARA_DECIMALS)} WVARA`}>
              <Wvara value={status.executorsEarnings} />
            </td>
            <td className="executors__lane muted">
              {runs.length > 0 && `The latest ${formatDuration(windowOf(runs).length)}`}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

export interface Run {
  executor: number;
  program: MessageRecord['program'];
  startedAt: number;
  /** ms */
  duration: number;
  messages: number;
  gas: number;
}

/** Messages that ran in one go (same executor, same start) are one run. */
function latestRuns(messages: ReadonlyMap<string, MessageRecord>): Run[] {
  const runs = new Map<string, Run>();
  for (const { program, execution } of [...messages.values()].slice(-400)) {
    if (!execution) continue;
    const { executor, startedAt, duration, gasBurned } = execution;
    if (executor === undefined || startedAt === undefined || duration === undefined) continue;
    const key = `${executor} ${startedAt} ${program}`;
    const run = runs.get(key) ?? { executor, program, startedAt, duration, messages: 0, gas: 0 };
    run.messages += 1;
    run.gas += gasBurned;
    runs.set(key, run);
  }
  return [...runs.values()].sort((a, b) => a.startedAt - b.startedAt).slice(-60);
}

function windowOf(runs: Run[]): { start: number; length: number } {
  const start = runs[0]?.startedAt ?? 0;
  const end = Math.max(start, ...runs.map((run) => run.startedAt + run.duration));
  return { start, length: end - start };
}
