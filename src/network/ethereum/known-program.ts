import type { Hex } from '../../shared/hex.ts';
import { EMPTY_STATE } from '../snapshot-of.ts';

/** What is noted of a program besides what its contract and its state tell. Plain data. */
export interface KnownProgram {
  program: Hex;
  codeId: Hex;
  /** The Mirror's state hash at the cursor. */
  stateHash: Hex;
  exited: boolean;
  /** The ledger's balances of it, and the state that they are those of. */
  booked: { stateHash: Hex; executable: bigint; free: bigint };
  /** Top-ups that the ledger has not taken in; `settled`: the Mirror's state has. */
  topUps: { kind: 'topUp' | 'freeTopUp'; amount: bigint; block: number; settled: boolean }[];
  /** What was asked of it through Ethereum and is not settled yet, oldest first. */
  queued: { id: Hex; kind: 'message' | 'answer'; block: number; callReply: boolean }[];
  /** What ran since the booked state; null when that is not known for sure. */
  ran: Hex[] | null;
}

export function newProgram(program: Hex, codeId: Hex): KnownProgram {
  return {
    program,
    codeId,
    stateHash: EMPTY_STATE,
    exited: false,
    booked: { stateHash: EMPTY_STATE, executable: 0n, free: 0n },
    topUps: [],
    queued: [],
    ran: [],
  };
}
