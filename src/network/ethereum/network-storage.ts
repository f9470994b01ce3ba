import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry } from '../network.ts';
import type { KnownMessage } from './known-message.ts';
import type { KnownProgram } from './known-program.ts';

/** Where the history of one network is kept, so that it survives a reload. */
export interface NetworkStorage {
  /** What was saved last; undefined when nothing was. */
  load(): Promise<SavedHistory | undefined>;
  /** Saves all of it or nothing. */
  commit(changes: HistoryChanges): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): void;
}

export interface SavedHistory {
  core: HistoryCore;
  messages: KnownMessage[];
  ledger: BookedEntry[];
}

export interface HistoryChanges {
  core: HistoryCore;
  /** New and changed ones. */
  messages: KnownMessage[];
  /** Entries from position `from` on; what was there is replaced. */
  ledger: { from: number; entries: BookedEntry[] };
}

/** Plain data: what is not a list that only grows. */
export interface HistoryCore {
  /** The Router whose history it is: a development network that began anew has another genesis. */
  genesis: Hex;
  cursor: Cursor | null;
  programs: KnownProgram[];
  /** Earlier states to go back to when Ethereum reorganises, oldest first. */
  marks: HistoryMark[];
}

/** The block up to which the logs were read. */
export interface Cursor {
  height: number;
  hash: Hex;
}

export interface HistoryMark {
  cursor: Cursor;
  programs: KnownProgram[];
}

/** A movement and the block that brought it. */
export interface BookedEntry {
  block: number;
  entry: LedgerEntry;
  /** Of the state with it; entries that were saved before this was noted have none. */
  stateHash?: Hex;
}
