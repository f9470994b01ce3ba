import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry, MessageRecord, NetworkEvent } from '../network.ts';
import type { KnownMessage } from './known-message.ts';
import type { KnownProgram } from './known-program.ts';
import type { BookedEntry, Cursor, HistoryMark, NetworkStorage, SavedHistory } from './network-storage.ts';

/** Blocks between two marks, and how many are kept: reorganisations are shorter than what they span. */
const MARK_DISTANCE = 8;
const MARKS = 16;

/**
 * Programs, messages and ledger of one network, as far as they are known here. What changes is told at once and saved
 * with the next {@link save}. Records are replaced, never changed, so they can be handed out.
 */
export class EthereumHistory {
  readonly #storage: NetworkStorage;
  readonly #emit: (event: NetworkEvent) => void;
  readonly #messages = new Map<Hex, KnownMessage>();
  readonly #changed = new Set<Hex>();
  #genesis: Hex = '0x';
  #ledger: BookedEntry[] = [];
  #savedEntries = 0;
  #marks: HistoryMark[] = [];
  programs = new Map<Hex, KnownProgram>();
  cursor: Cursor | null = null;

  constructor(storage: NetworkStorage, emit: (event: NetworkEvent) => void) {
    this.#storage = storage;
    this.#emit = emit;
  }

  /** Takes up what was saved, if it is of this chain: a development network may have begun anew under the same address. */
  async open(genesis: Hex): Promise<void> {
    const saved = await this.#storage.load();
    if (saved && saved.core.genesis !== genesis) await this.#storage.clear();
    else if (saved) this.#restore(saved);
    this.#genesis = genesis;
  }

  message(id: Hex): KnownMessage | undefined {
    return this.#messages.get(id);
  }

  messages(): Iterable<KnownMessage> {
    return this.#messages.values();
  }

  /** Oldest first. */
  records(): MessageRecord[] {
    return [...this.#messages.values()].map(({ record }) => record).sort((a, b) => a.sentAt - b.sentAt);
  }

  ledger(): LedgerEntry[] {
    return this.#ledger.map(({ entry }) => entry);
  }

  set(message: KnownMessage): void {
    this.#messages.set(message.record.id, message);
    this.#changed.add(message.record.id);
    this.#emit({ type: 'message', message: message.record });
  }

  /** Changes fields of a record; one that is not known is left alone. */
  update(id: Hex, changes: Partial<MessageRecord>, notes: Partial<Omit<KnownMessage, 'record'>> = {}): void {
    const known = this.#messages.get(id);
    if (!known) return;
    const record = { ...known.record, ...changes };
    if (record.status !== 'waiting' && record.status !== 'refused') delete record.reason;
    this.set({ ...known, ...notes, record });
  }

  /** A program's movements with the blocks and states that they belong to, oldest first. */
  bookings(program: Hex): BookedEntry[] {
    return this.#ledger.filter(({ entry }) => entry.program === program);
  }

  /** @param stateHash of the state with it */
  book(block: number, entry: LedgerEntry, stateHash?: Hex): void {
    this.#ledger.push({ block, entry, ...(stateHash && { stateHash }) });
    this.#emit({ type: 'ledger', entry });
  }

  /** What is settled at or below `height` cannot be undone any more. */
  finalize(height: number, now: number): void {
    for (const { record } of [...this.#messages.values()]) {
      if (record.status !== 'settled' || (record.settledBlock ?? 0) > height) continue;
      this.update(record.id, { status: 'final', finalAt: now });
    }
  }

  /** Notes that the logs were read up to `cursor`. */
  advance(cursor: Cursor): void {
    this.cursor = cursor;
    const newest = this.#marks.at(-1);
    if (newest && cursor.height < newest.cursor.height + MARK_DISTANCE) return;
    this.#marks.push({ cursor, programs: structuredClone([...this.programs.values()]) });
    this.#marks = this.#marks.slice(-MARKS);
  }

  /**
   * Goes back to the newest mark on the canonical chain, or to nothing.
   * @returns the programs that were not known then: their logs have to be read anew
   */
  async rollBack(isCanonical: (cursor: Cursor) => Promise<boolean>): Promise<KnownProgram[]> {
    while (this.#marks.length > 0 && !(await isCanonical((this.#marks.at(-1) as HistoryMark).cursor)))
      this.#marks.pop();
    const mark = this.#marks.at(-1);
    const height = mark?.cursor.height ?? -1;
    this.cursor = mark?.cursor ?? null;
    const later = [...this.programs.values()];
    this.programs = new Map(structuredClone(mark?.programs ?? []).map((program) => [program.program, program]));
    this.#ledger = this.#ledger.filter(({ block }) => block <= height);
    this.#savedEntries = Math.min(this.#savedEntries, this.#ledger.length);
    for (const { record } of [...this.#messages.values()]) {
      if (record.settledBlock === undefined || record.settledBlock <= height) continue;
      const { settlement: _settlement, settledAt: _at, settledBlock: _block, finalAt: _final, ...rest } = record;
      const status = record.preConfirmation?.verdict === 'valid' ? 'preConfirmed' : 'queued';
      this.set({ ...(this.#messages.get(record.id) as KnownMessage), record: { ...rest, status } });
    }
    return later.filter(({ program }) => !this.programs.has(program));
  }

  async save(): Promise<void> {
    const messages = [...this.#changed].flatMap((id) => this.#messages.get(id) ?? []);
    const from = this.#savedEntries;
    const entries = this.#ledger.slice(from);
    this.#changed.clear();
    this.#savedEntries = this.#ledger.length;
    const core = {
      genesis: this.#genesis,
      cursor: this.cursor,
      programs: [...this.programs.values()],
      marks: this.#marks,
    };
    await this.#storage.commit({ core, messages, ledger: { from, entries } });
  }

  #restore({ core, messages, ledger }: SavedHistory): void {
    this.cursor = core.cursor;
    this.programs = new Map(core.programs.map((program) => [program.program, program]));
    this.#marks = core.marks;
    this.#ledger = ledger;
    this.#savedEntries = ledger.length;
    for (const message of messages) this.#messages.set(message.record.id, message);
  }
}
