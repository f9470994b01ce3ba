import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, LedgerEntry, MessageRecord, ProgramLog, StatePoint } from '../network.ts';
import type { NetworkChanges } from './local-database.ts';

/** What has changed since the last time that saving worked; of a record, only its latest version. */
export class UnsavedChanges {
  readonly codes = new Map<Hex, Uint8Array>();
  readonly blobs = new Map<Hex, Uint8Array>();
  readonly blocks: BlockRecord[] = [];
  readonly #dropped = new Set<Hex>();
  readonly #messages = new Map<Hex, MessageRecord>();
  readonly #ledger: LedgerEntry[] = [];
  readonly #logs: ProgramLog[] = [];
  readonly #points: StatePoint[] = [];

  add(changes: Omit<NetworkChanges, 'state' | 'chain' | 'size' | 'codes' | 'blocks'>): void {
    const { blobs, dropped, messages, ledger, logs, points } = changes;
    for (const [hash, blob] of blobs) {
      this.blobs.set(hash, blob);
      this.#dropped.delete(hash);
    }
    for (const hash of dropped) {
      this.blobs.delete(hash);
      this.#dropped.add(hash);
    }
    for (const record of messages) this.#messages.set(record.id, record);
    this.#ledger.push(...ledger);
    this.#logs.push(...logs);
    this.#points.push(...points);
  }

  all(): Omit<NetworkChanges, 'state' | 'chain' | 'size'> {
    const { codes, blobs, blocks } = this;
    const dropped = [...this.#dropped];
    const lists = { messages: [...this.#messages.values()], ledger: this.#ledger, logs: this.#logs, blocks };
    return { codes, blobs, dropped, ...lists, points: this.#points };
  }
}
