import type { Hex } from '../shared/hex.ts';
import { formatDuration, formatTime, groupDigits } from '../shared/units.ts';
import type { Run } from './executors-panel.tsx';

interface ExecutorLaneProps {
  runs: Run[];
  /** ms since the epoch, and ms. */
  window: { start: number; length: number };
  labelOf: (program: Hex) => string;
}

/** Runs over time, a block each, coloured by program; what a block is stands in its tooltip. */
export function ExecutorLane({ runs, window, labelOf }: ExecutorLaneProps) {
  const length = Math.max(window.length, 1);
  return (
    <div className="lane" role="img" aria-label={`${runs.length} of the latest runs`}>
      {runs.map((run) => (
        <span
          key={`${run.startedAt} ${run.program}`}
          className="lane__run"
          title={`${labelOf(run.program)}: ${run.messages} message${run.messages === 1 ? '' : 's'}, ${groupDigits(run.gas)} gas, ${formatDuration(run.duration)} at ${formatTime(run.startedAt)}`}
          style={{
            left: `${((run.startedAt - window.start) / length) * 100}%`,
            width: `max(3px, ${(run.duration / length) * 100}%)`,
            background: `oklch(0.62 0.12 ${hueOf(run.program)})`,
          }}
        />
      ))}
    </div>
  );
}

/** The same program has the same hue in every view and session. */
function hueOf(program: Hex): number {
  return Number.parseInt(program.slice(-4), 16) % 360;
}
