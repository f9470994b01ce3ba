import type { Hex } from '../../shared/hex.ts';
import { formatDuration, formatTime, groupDigits } from '../../shared/units.ts';
import type { QueueRun } from './queue-runs.ts';

/** What a run is, in one line. `zero`: what its start is told from where it is no time of day. */
export function runText(run: QueueRun, labelOf: (program: Hex) => string, zero?: number): string {
  return [
    `#${run.executor}`,
    labelOf(run.program),
    `${run.queue} queue`,
    messagesText(run.messages.length),
    `${groupDigits(run.gas)} gas`,
    `started at ${startText(run, zero)}`,
    `took ${formatDuration(run.duration)}`,
    blockText(run),
  ].join(' · ');
}

export function messagesText(count: number): string {
  return `${groupDigits(count)} message${count === 1 ? '' : 's'}`;
}

export function startText({ startedAt }: QueueRun, zero?: number): string {
  if (zero !== undefined) return formatDuration(startedAt - zero);
  const ms = Math.floor(startedAt % 1_000);
  return `${formatTime(startedAt)}.${String(ms).padStart(3, '0')}`;
}

/** Several blocks of the executors may run at one height of Ethereum. */
export function blockText({ height, chunk }: QueueRun): string {
  return `height ${groupDigits(height)}${chunk === undefined ? '' : `, chunk ${chunk}`}`;
}
