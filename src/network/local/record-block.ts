import type { BlockEvent, BlockOutput, Engine, StateTransition } from '../../engine/engine.ts';
import { gasCost } from '../../ledger/gas-cost.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry, ProgramLog, ProgramSummary, StatePoint } from '../network.ts';
import type { LocalState } from './local-state.ts';
import type { MessageRecords } from './message-records.ts';
import { pointsOf } from './record-points.ts';
import { type RecordedRun, recordRuns } from './record-runs.ts';
import { recordStates } from './record-states.ts';

/**
 * Takes over what a block brought: into the records, the programs, the earnings and what is to be settled.
 *
 * @param topUps movements that the block's events were
 */
export function recordBlock({
  block,
  runs,
  events,
  topUps,
  state,
  records,
  engine,
  now,
}: RecordBlockParameters): RecordedBlock {
  const stateHash = (actor: Hex) => state.programs.get(addressOfActor(actor))?.summary.stateHash;
  const points = pointsOf({ block, runs, events, topUps, stateBefore: stateHash, at: now });
  const { ledger: burns, logs } = recordRuns(runs, {
    records,
    height: block.height,
    now,
    stateBefore: stateHash,
    stateAfter: (actor) => block.summaries[actor]?.stateHash ?? stateHash(actor) ?? actor,
    expiryOf: (actor, messageId) => {
      const current = block.summaries[actor];
      if (!current?.waitlist) return undefined;
      return engine.inspectWaitlist(current.stateHash).find((entry) => entry.messageId === messageId)?.expiryHeight;
    },
    isProgram: (address) => state.programs.has(address),
  });
  const { summaries, ledger: values } = recordStates(block.summaries, state.programs, {
    now,
    freeTopUps: freeTopUps(topUps),
    handledBy: handledBy(runs),
  });
  for (const { run } of runs) {
    const earned = run.output.burns.reduce((sum, { gas, charged }) => (charged ? sum + gasCost(gas) : sum), 0n);
    state.earnings[run.executor] = (state.earnings[run.executor] ?? 0n) + earned;
  }
  state.ethereum.unsettled.push(...block.transitions);
  return { ledger: [...topUps, ...burns, ...values], logs, summaries, points, unsettled: block.transitions };
}

export interface RecordBlockParameters {
  block: BlockOutput;
  /** In the order in which they were applied. */
  runs: RecordedRun[];
  events: BlockEvent[];
  topUps: LedgerEntry[];
  state: LocalState;
  records: MessageRecords;
  engine: Engine;
  /** ms since the epoch */
  now: number;
}

export interface RecordedBlock {
  ledger: LedgerEntry[];
  logs: ProgramLog[];
  /** Of the programs that changed. */
  summaries: ProgramSummary[];
  /** The states that programs went through. */
  points: StatePoint[];
  /** What is to be settled. */
  unsettled: StateTransition[];
}

function freeTopUps(entries: LedgerEntry[]): Map<Hex, bigint> {
  const sums = new Map<Hex, bigint>();
  for (const { kind, program, amount } of entries) {
    if (kind === 'freeTopUp') sums.set(program, (sums.get(program) ?? 0n) + amount);
  }
  return sums;
}

/** The message that a program handled, where it was one only. */
function handledBy(runs: RecordedRun[]): Map<Hex, Hex | undefined> {
  const handled = new Map<Hex, Hex | undefined>();
  for (const { run } of runs) {
    for (const { program, id } of run.output.dispatches) {
      const address = addressOfActor(program);
      handled.set(address, handled.has(address) && handled.get(address) !== id ? undefined : id);
    }
  }
  return handled;
}
