import type { MessageRecord, MessageRun, QueueRunFacts } from '../../network/network.ts';
import type { Hex } from '../../shared/hex.ts';

/** One run of a program's queue: a block in the lanes. */
export interface QueueRun extends Omit<QueueRunFacts, 'chunk'> {
  /** Tells it apart from all others of its list. */
  key: string;
  program: Hex;
  /** Absent for runs that were recorded without it. */
  chunk?: number;
  /** Of all its messages. */
  gas: number;
  /** Ids of the messages that were executed, in their order. */
  messages: Hex[];
}

/** The runs in which the messages were executed, by their start. */
export function collectRuns(messages: Iterable<MessageRecord>): QueueRun[] {
  const runs = new Map<string, QueueRun>();
  for (const message of messages) {
    for (const { gasBurned, ...facts } of runsOf(message)) {
      const { program } = message;
      const key = `${facts.executor} ${facts.startedAt} ${program}`;
      let run = runs.get(key);
      if (!run) {
        run = { ...facts, key, program, gas: 0, messages: [] };
        runs.set(key, run);
      }
      run.gas += gasBurned;
      run.messages.push(message.id);
    }
  }
  return [...runs.values()].sort((a, b) => a.startedAt - b.startedAt);
}

type KnownRun = Omit<MessageRun, 'chunk'> & { chunk?: number };

function runsOf({ execution, route }: MessageRecord): KnownRun[] {
  if (!execution) return [];
  if (execution.runs) return execution.runs;
  const { executor, startedAt, duration, gasBurned, height } = execution;
  if (executor === undefined || startedAt === undefined || duration === undefined) return [];
  return [{ executor, startedAt, duration, height, gasBurned, queue: route === 'injected' ? 'injected' : 'canonical' }];
}

/** A list for each of `executors`, and for those beyond that ran something. */
export function lanesOf(runs: readonly QueueRun[], executors: number): QueueRun[][] {
  const count = runs.reduce((most, { executor }) => Math.max(most, executor + 1), executors);
  const lanes: QueueRun[][] = Array.from({ length: count }, () => []);
  for (const run of runs) lanes[run.executor]?.push(run);
  return lanes;
}

/**
 * The runs of a lane that touch a span of time, ends included: `[first, last)` as indexes. An executor runs one queue
 * at a time, so a lane's runs end in the order in which they start.
 */
export function runsWithin(lane: readonly QueueRun[], from: number, to: number): [first: number, last: number] {
  const first = lowerBound(lane.length, (index) => endOf(lane[index] as QueueRun) >= from);
  const last = lowerBound(lane.length, (index) => (lane[index] as QueueRun).startedAt > to);
  return [first, Math.max(first, last)];
}

export function endOf({ startedAt, duration }: QueueRun): number {
  return startedAt + duration;
}

/** The first of `length` indexes for which `isPast` holds, as it does for all after. */
function lowerBound(length: number, isPast: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isPast(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
