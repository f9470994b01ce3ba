import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord } from '../network.ts';
import { SIMULATED_FINALITY_BLOCKS } from './simulated-ethereum.ts';

/** The life of every message, oldest first. Records are replaced, never changed, so they can be handed out. */
export class MessageRecords {
  readonly #records = new Map<Hex, MessageRecord>();
  #changed = new Set<Hex>();
  /** Messages on their way to finality: those that a block has to look at. */
  readonly #preConfirmed = new Set<Hex>();
  readonly #settled = new Set<Hex>();

  constructor(records: Iterable<MessageRecord> = []) {
    for (const record of records) this.set(record);
    this.#changed.clear();
  }

  all(): MessageRecord[] {
    return [...this.#records.values()];
  }

  get(id: Hex): MessageRecord | undefined {
    return this.#records.get(id);
  }

  set(record: MessageRecord): void {
    this.#records.set(record.id, record);
    this.#changed.add(record.id);
    if (record.status === 'preConfirmed') this.#preConfirmed.add(record.id);
    else this.#preConfirmed.delete(record.id);
    if (record.status === 'settled') this.#settled.add(record.id);
    else this.#settled.delete(record.id);
  }

  /** Changes fields of a record that must exist. */
  update(id: Hex, changes: Partial<MessageRecord>): MessageRecord {
    const record = this.#records.get(id);
    if (!record) throw new RangeError(`There is no record of message ${id}`);
    const updated = { ...record, ...changes };
    if (updated.status !== 'waiting' && updated.status !== 'refused') delete updated.reason;
    this.set(updated);
    return updated;
  }

  /** A block at `height` settles all that is pre-confirmed; what was settled long enough ago is final. */
  settle(height: number, now: number): void {
    for (const id of [...this.#settled]) {
      const { settledBlock = 0 } = this.#records.get(id) ?? {};
      if (settledBlock + SIMULATED_FINALITY_BLOCKS <= height) this.update(id, { status: 'final', finalAt: now });
    }
    for (const id of [...this.#preConfirmed]) {
      this.update(id, { status: 'settled', settledAt: now, settledBlock: height });
    }
  }

  /** Whether {@link takeChanged} would give any. */
  get haveChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** The records that changed since the last call. */
  takeChanged(): MessageRecord[] {
    const changed = [...this.#changed].map((id) => this.#records.get(id)).filter((record) => record !== undefined);
    this.#changed = new Set();
    return changed;
  }
}
