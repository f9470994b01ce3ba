import type { Replay } from '../../executor/replay.ts';
import type { Hex } from '../../shared/hex.ts';
import { formatDuration } from '../../shared/units.ts';

/** What came of the same load with one and with several executors. */
export interface ReplayComparison {
  /** Wall-clock time with one executor, by that with several. */
  ratio: number;
  programs: ComparedProgram[];
  areStatesEqual: boolean;
  /** Whether everything else is equal too: replies, gas, messages. */
  areOutputsEqual: boolean;
  /** Messages left in queues. */
  queued: number;
}

export interface ComparedProgram {
  program: Hex;
  /** State hashes; absent where the program is not there. */
  one?: Hex;
  many?: Hex;
}

export function compareReplays(one: Replay, many: Replay): ReplayComparison {
  const programs = new Map<Hex, ComparedProgram>();
  for (const { program, stateHash } of one.programs) programs.set(program, { program, one: stateHash });
  for (const { program, stateHash } of many.programs) {
    programs.set(program, { ...programs.get(program), program, many: stateHash });
  }
  const compared = [...programs.values()];
  return {
    ratio: one.wallTime / many.wallTime,
    programs: compared,
    areStatesEqual: compared.length > 0 && compared.every(({ one, many }) => one !== undefined && one === many),
    areOutputsEqual: one.outputHash === many.outputHash,
    queued: one.programs.reduce((sum, { queued }) => sum + queued, 0),
  };
}

/** Time in which queues ran, summed over the executors, ms. */
export function busyTime({ runs }: Replay): number {
  return runs.reduce((sum, { duration }) => sum + duration, 0);
}

/** The most runs that one chunk has: as many could run at once. */
export function widestChunk({ runs }: Replay): number {
  let widest = 0;
  let size = 0;
  runs.forEach((run, index) => {
    const before = runs[index - 1];
    size =
      before && before.height === run.height && before.chunk === run.chunk && before.queue === run.queue ? size + 1 : 1;
    widest = Math.max(widest, size);
  });
  return widest;
}

/** Why the ratio is not larger, the strongest reason not necessarily first. Sentences. */
export function whatLimits(one: Replay, many: Replay, cores: number): string[] {
  const reasons: string[] = [];
  const { executors } = many;
  if (executors >= cores) {
    reasons.push(
      `This machine tells of ${cores} core${cores === 1 ? '' : 's'}: no more than that many executors run at the same moment, and the page and the thread that holds the chain take part of them.`,
    );
  }
  const widest = widestChunk(many);
  if (widest < executors) {
    reasons.push(
      `At most ${widest} program${widest === 1 ? ' was' : 's were'} ready at once: a program’s queue runs on one executor at a time, so further ones had nothing to do.`,
    );
  }
  const alone = Math.max(0, one.wallTime - busyTime(one));
  const share = one.wallTime > 0 ? alone / one.wallTime : 0;
  if (share >= 0.05) {
    reasons.push(
      `With one executor no queue ran during ${formatDuration(alone)} (${Math.round(share * 100)} %): states travel to the executor and results are merged in a fixed order. That part does not get shorter.`,
    );
  }
  return reasons;
}
