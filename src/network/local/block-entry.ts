import type { BlockEvent } from '../../engine/engine.ts';
import type { LedgerEntry } from '../network.ts';

/** Something that goes into a block. */
export interface BlockEntry {
  /** Without one, it only waits for what the pool holds. */
  event?: BlockEvent;
  /** The movement that it is, if it is one. */
  ledger?: Omit<LedgerEntry, 'at'>;
  /** Takes back what was done when it was accepted, because its block failed. */
  undo(error: unknown): void;
  /** Why its block failed. */
  error?: unknown;
}
