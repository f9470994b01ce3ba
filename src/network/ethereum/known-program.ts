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
  topUps: KnownTopUp[];
  /** What was asked of it through Ethereum and is not settled yet, oldest first. */
  queued: { id: Hex; kind: 'message' | 'answer'; block: number; callReply: boolean }[];
  /** What ran since the booked state; null when that is not known for sure. */
  ran: Hex[] | null;
}

export interface KnownTopUp {
  kind: 'topUp' | 'converted' | 'freeTopUp';
  /** WVARA units, or wei of a `freeTopUp`. */
  amount: bigint;
  /** wei that the converter took for it. */
  paid?: bigint;
  block: number;
  settled: boolean;
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
