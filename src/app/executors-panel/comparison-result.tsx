import { useMemo, useState } from 'react';
import type { Replay } from '../../executor/replay.ts';
import { formatDuration, groupDigits } from '../../shared/units.ts';
import { Hash } from '../../ui/hash.tsx';
import { busyTime, type ComparedProgram, compareReplays, whatLimits } from './compare-replays.ts';
import type { Load } from './load.ts';
import { ProgramLegend } from './program-legend.tsx';
import { lanesOf, type QueueRun } from './queue-runs.ts';
import { RunLanes } from './run-lanes.tsx';
import { messagesText } from './run-text.ts';
import type { TimeWindow } from './time-window.ts';
import { WindowButtons } from './window-buttons.tsx';

interface ComparisonResultProps {
  load: Load;
  one: Replay;
  many: Replay;
  cores: number;
}

/** Both times, their ratio and what limits it, the lanes of both on one scale, and whether the states are the same. */
export function ComparisonResult({ load, one, many, cores }: ComparisonResultProps) {
  const comparison = useMemo(() => compareReplays(one, many), [one, many]);
  const limits = useMemo(() => whatLimits(one, many, cores), [one, many, cores]);
  return (
    <div className="comparison__result" data-testid="comparison-result">
      <p className="comparison__ratio">
        <strong className="num" data-testid="ratio">
          {comparison.ratio.toFixed(2)} ×
        </strong>{' '}
        <span className="num">
          {formatDuration(one.wallTime)} with 1 executor, {formatDuration(many.wallTime)} with {many.executors}
        </span>{' '}
        <span className="muted num">
          {messagesText(load.messages)} to {load.programs} program{load.programs === 1 ? '' : 's'} · queues ran{' '}
          {formatDuration(busyTime(one))} and {formatDuration(busyTime(many))} in sum
        </span>
      </p>
      <Equality {...comparison} />
      {limits.length > 0 && (
        <ul className="comparison__limits" aria-label="What limits the ratio">
          {limits.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {[...load.notes, ...leftOver(comparison.queued)].map((note) => (
        <p key={note} className="warning">
          {note}
        </p>
      ))}
      <BothLanes load={load} one={one} many={many} />
      <Hashes programs={comparison.programs} labelOf={load.labelOf} areEqual={comparison.areStatesEqual} />
    </div>
  );
}

function Equality({ areStatesEqual, areOutputsEqual, programs }: ReturnType<typeof compareReplays>) {
  if (areStatesEqual && areOutputsEqual) {
    return (
      <p className="success" data-testid="equality">
        ✓ {programs.length === 1 ? 'The state hash is equal' : `All ${programs.length} state hashes are equal`}, and so
        is every reply, message and gas.
      </p>
    );
  }
  return (
    <div className="note note--danger" role="alert" data-testid="equality">
      <p>
        <strong>
          {areStatesEqual
            ? 'The state hashes are equal, but replies, messages or gas differ'
            : 'State hashes differ between 1 and several executors'}
        </strong>
      </p>
      <p>
        This must never happen: the result does not depend on who runs it. Please report it with the programs and both
        hashes.
      </p>
    </div>
  );
}

function leftOver(queued: number): string[] {
  return queued > 0 ? [`${messagesText(queued)} stayed in the queues: the blocks’ limits were reached.`] : [];
}

function BothLanes({ load, one, many }: Omit<ComparisonResultProps, 'cores'>) {
  const sides = useMemo(() => [one, many].map((replay) => ({ replay, runs: runsOf(replay) })), [one, many]);
  const all: TimeWindow = useMemo(
    () => ({ start: 0, length: Math.max(one.wallTime, many.wallTime, 1) * 1.02 }),
    [one, many],
  );
  const [window, setWindow] = useState(all);
  return (
    <>
      <div className="executors__bar">
        <WindowButtons window={window} all={all} onWindow={setWindow} />
        <span className="muted">Both on the same time scale, from the first message on.</span>
      </div>
      {sides.map(({ replay: { executors }, runs }, index) => (
        <div key={index === 0 ? 'one' : 'many'}>
          <h3 className="num">
            {executors} executor{executors === 1 ? '' : 's'}: {groupDigits(runs.length)} runs
          </h3>
          <RunLanes
            label={`Queue runs with ${executors} executor${executors === 1 ? '' : 's'}`}
            lanes={lanesOf(runs, executors)}
            window={window}
            all={all}
            onWindow={setWindow}
            zero={0}
            isRelative
            labelOf={load.labelOf}
            selected={null}
          />
        </div>
      ))}
      <ProgramLegend runs={sides[0]?.runs ?? []} labelOf={load.labelOf} />
    </>
  );
}

/** Starts count from the first counted block, so that both sides have the same zero. */
function runsOf({ runs, startedAt }: Replay): QueueRun[] {
  return runs
    .map((run, index) => ({ ...run, key: `${index}`, startedAt: run.startedAt - startedAt }))
    .sort((a, b) => a.startedAt - b.startedAt);
}

function Hashes({
  programs,
  labelOf,
  areEqual,
}: {
  programs: ComparedProgram[];
  labelOf: Load['labelOf'];
  areEqual: boolean;
}) {
  return (
    <details open={!areEqual}>
      <summary>State hashes</summary>
      <div className="runs-table__scroll">
        <table className="table">
          <thead>
            <tr>
              {['Program', 'With 1 executor', 'With several', 'Equal'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {programs.map(({ program, one, many }) => (
              <tr key={program} data-differs={one !== many || undefined}>
                <th scope="row">{labelOf(program)}</th>
                <td>{one ? <Hash value={one} what="State hash with 1 executor" /> : 'not there'}</td>
                <td>{many ? <Hash value={many} what="State hash with several" /> : 'not there'}</td>
                <td>{one === many ? 'yes' : <strong className="danger">≠ differs</strong>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
