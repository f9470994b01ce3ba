import type { StateSummary } from '../../engine/engine.ts';
import { requiresInitMessage } from '../../executor/injected-rules.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry, ProgramSummary } from '../network.ts';
import { summaryOf } from '../snapshot-of.ts';
import type { LocalPrograms } from './local-programs.ts';
import type { LocalProgram } from './local-state.ts';

/**
 * Takes over the states that a block changed.
 *
 * @param freeTopUps wei that top-ups of this block added, by address; their movements are recorded elsewhere
 * @param handledBy the message that the program handled in this block, if it was just one, by address
 * @returns the summaries that changed, and the movements of value
 */
export function recordStates(
  states: Record<Hex, StateSummary>,
  programs: LocalPrograms,
  { now, freeTopUps, handledBy }: { now: number; freeTopUps: Map<Hex, bigint>; handledBy: Map<Hex, Hex | undefined> },
): { summaries: ProgramSummary[]; ledger: LedgerEntry[] } {
  const summaries: ProgramSummary[] = [];
  const ledger: LedgerEntry[] = [];
  for (const [actor, state] of Object.entries(states) as [Hex, StateSummary][]) {
    const program = addressOfActor(actor);
    const known = programs.get(program);
    if (!known) continue;
    const summary = summaryOf({ ...known.summary, stateHash: state.stateHash }, state);
    const moved = summary.freeBalance - known.summary.freeBalance - (freeTopUps.get(program) ?? 0n);
    if (moved !== 0n) {
      const messageId = handledBy.get(program);
      const kind = moved > 0n ? 'valueIn' : 'valueOut';
      ledger.push({ at: now, program, kind, amount: moved, ...(messageId && { messageId }) });
    }
    programs.set(program, Object.assign(known, programOf(summary, state)));
    summaries.push(summary);
  }
  return { summaries, ledger };
}

/** What is noted of a program in this state, but for its Mirror's count of messages. */
export function programOf(summary: ProgramSummary, state: StateSummary): Omit<LocalProgram, 'nonce'> {
  const queued = state.canonicalQueue + state.injectedQueue;
  return { summary, queued, requiresInitMessage: requiresInitMessage(state) };
}
