import type { BlockEvent, BlockOutput } from '../../engine/engine.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry, StateCause, StatePoint } from '../network.ts';
import { EMPTY_STATE } from '../snapshot-of.ts';
import type { RecordedRun } from './record-runs.ts';

/**
 * The states that a block led programs through: one for each queue run, with the messages that it handled; one for
 * what changed without a run. What leaves a state as it was makes no point.
 */
export function pointsOf(context: PointsContext): StatePoint[] {
  const { block, runs, events, topUps, stateBefore, at } = context;
  const { height, timestamp } = block;
  const points: StatePoint[] = [];
  const add = (actor: Hex, point: Pick<StatePoint, 'stateHash' | 'causes' | 'gasBurned'>) =>
    points.push({ program: addressOfActor(actor), height, timestamp, at, ...point });

  for (const event of events) {
    if (event.type === 'create') add(event.program, { stateHash: EMPTY_STATE, causes: [{ kind: 'created' }] });
  }
  // Once for the block, which may have thousands of programs.
  const runsOf = Map.groupBy(runs, ({ run }) => run.item.program);
  const topUpsOf = Map.groupBy(topUps, ({ program }) => program);
  for (const [actor, { stateHash: last }] of Object.entries(block.summaries) as [Hex, { stateHash: Hex }][]) {
    const topped = (topUpsOf.get(addressOfActor(actor)) ?? []).flatMap(({ kind, amount }): StateCause[] =>
      kind === 'topUp' || kind === 'freeTopUp' || kind === 'converted' ? [{ kind, amount }] : [],
    );
    const own = runsOf.get(actor) ?? [];
    let current = stateBefore(actor) ?? EMPTY_STATE;
    own.forEach(({ run: { output } }, index) => {
      const stateHash = own[index + 1]?.run.item.stateHash ?? last;
      const ids = new Set([
        ...output.burns.map(({ messageId }) => messageId),
        ...output.dispatches.map(({ id }) => id),
      ]);
      const handled = [...ids].map((messageId): StateCause => ({ kind: 'message', messageId }));
      const gasBurned = output.burns.reduce((sum, { gas }) => sum + gas, 0);
      if (stateHash !== current) add(actor, { stateHash, causes: [...(index ? [] : topped), ...handled], gasBurned });
      current = stateHash;
    });
    if (current !== last) add(actor, { stateHash: last, causes: topped.length > 0 ? topped : [quiet(actor, events)] });
  }
  return points;
}

export interface PointsContext {
  block: BlockOutput;
  /** In the order in which they were applied. */
  runs: RecordedRun[];
  events: BlockEvent[];
  topUps: LedgerEntry[];
  /** A program's state hash before the block, by actor id. */
  stateBefore(actor: Hex): Hex | undefined;
  /** ms since the epoch */
  at: number;
}

/** What changes a state without a run and without coins: a message whose turn has not come, or a due task. */
function quiet(actor: Hex, events: BlockEvent[]): StateCause {
  return { kind: events.some(({ program }) => program === actor) ? 'queued' : 'task' };
}
