import type { QueueRunFacts } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

/**
 * A scenario run once more on a new chain, to see how long it takes with a number of executors and what comes of it.
 * Types alone: `replay-scenario.ts` does it.
 */
export interface ReplayParameters {
  /** JSON text as of docs/scenario.md. */
  scenario: string;
  /** Wasm by the scenario's names. */
  codes: ReadonlyMap<string, Uint8Array>;
  /** 1–16 */
  executors: number;
  /** Blocks at the beginning whose time does not count: those that create and initialise the programs. */
  setUpBlocks: number;
  onProgress?: (progress: ReplayProgress) => void;
  /** Ends the replay at once. */
  signal?: AbortSignal;
}

export interface ReplayProgress {
  /** Through so far, and in all. */
  blocks: number;
  of: number;
}

export interface Replay {
  executors: number;
  /** ms since the epoch at which the first block after the set-up began. */
  startedAt: number;
  /** ms from there until the last queue run was taken into the chain */
  wallTime: number;
  /** ms that starting the threads, the codes and the blocks of the set-up took */
  setUpTime: number;
  /** After the set-up, in the order in which they were taken into the chain. */
  runs: ReplayRun[];
  /** In the order of their ids. */
  programs: ReplayedProgram[];
  /** SHA-256 of the scenario's whole output: every reply, gas, message and state. */
  outputHash: Hex;
}

export interface ReplayRun extends QueueRunFacts {
  /** Address */
  program: Hex;
  /** gas */
  gas: number;
  /** Ids */
  messages: Hex[];
}

export interface ReplayedProgram {
  /** Address */
  program: Hex;
  stateHash: Hex;
  /** Messages that are left in its queues. */
  queued: number;
}
