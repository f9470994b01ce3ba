import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, LedgerEntry, MessageRecord, ProgramLog } from '../network.ts';
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

  add({ blobs, dropped, messages, ledger, logs }: Omit<NetworkChanges, 'state' | 'chain' | 'codes' | 'blocks'>): void {
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
  }

  all(): Omit<NetworkChanges, 'state' | 'chain'> {
    const { codes, blobs, blocks } = this;
    const dropped = [...this.#dropped];
    const messages = [...this.#messages.values()];
    return { codes, blobs, dropped, messages, ledger: this.#ledger, logs: this.#logs, blocks };
  }
}
