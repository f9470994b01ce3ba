import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction, openDB } from 'idb';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, LedgerEntry, MessageRecord, ProgramLog, StatePoint } from '../network.ts';
import type { LocalState } from './local-state.ts';

/**
 * The local network in IndexedDB. What a block changed is written in one transaction, so what is there is always
 * the network as it was after some block, whenever the page was closed.
 */
export class LocalDatabase {
  readonly #name: string;
  readonly #database: IDBPDatabase<Schema>;
  /** Position of each message, for their order is not that of their ids. */
  #positions = new Map<Hex, number>();

  /** @throws AppError `STORAGE_UNAVAILABLE` */
  static async open(name: string): Promise<LocalDatabase> {
    try {
      const database = await openDB<Schema>(name, VERSION, {
        upgrade(database, before) {
          if (before < 1) {
            database.createObjectStore('core');
            database.createObjectStore('codes');
            database.createObjectStore('blobs');
            database.createObjectStore('messages');
            database.createObjectStore('ledger', { autoIncrement: true });
            database.createObjectStore('logs', { autoIncrement: true });
          }
          if (before < 2) {
            database.createObjectStore('points', { autoIncrement: true });
            database.createObjectStore('blocks', { autoIncrement: true });
          }
        },
        // A newer version of the app, in another tab, must not wait for this one.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      return new LocalDatabase(name, database);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  private constructor(name: string, database: IDBPDatabase<Schema>) {
    this.#name = name;
    this.#database = database;
  }

  /** About how many bytes of program state {@link load} will read. */
  async size(): Promise<number> {
    const size = await this.#database.get('core', 'size');
    return typeof size === 'number' ? size : 0;
  }

  /**
   * What was saved, or undefined when nothing was.
   * @throws AppError `LOCAL_CHAIN_DAMAGED`
   */
  async load(): Promise<SavedNetwork | undefined> {
    const transaction = this.#database.transaction(STORES);
    const [state, chain, codeIds, codes, messages, ledger, logs, points, blocks] = await Promise.all([
      transaction.objectStore('core').get('state'),
      transaction.objectStore('core').get('chain'),
      transaction.objectStore('codes').getAllKeys(),
      transaction.objectStore('codes').getAll(),
      transaction.objectStore('messages').getAll(),
      transaction.objectStore('ledger').getAll(),
      transaction.objectStore('logs').getAll(),
      transaction.objectStore('points').getAll(),
      transaction.objectStore('blocks').getAll(),
    ]);
    const blobs = await allBlobs(transaction.objectStore('blobs'));
    if (state === undefined && chain === undefined) return undefined;
    if (!isState(state) || !(chain instanceof Uint8Array)) {
      throw new AppError({
        code: 'LOCAL_CHAIN_DAMAGED',
        shortMessage: 'The saved local network cannot be read',
        details: `The database ${this.#name} has no whole state in it.`,
        hint: 'Reset the local network to start from an empty one.',
      });
    }
    messages.sort((a, b) => a.position - b.position);
    this.#positions = new Map(messages.map(({ record, position }) => [record.id, position]));
    return {
      state,
      chain,
      codes: new Map(codeIds.map((id, index) => [id, codes[index] as Uint8Array])),
      blobs,
      messages: messages.map(({ record }) => record),
      ledger,
      logs,
      points,
      blocks,
    };
  }

  /**
   * Writes changes, all or none.
   * @throws AppError `STORAGE_FULL`, `STORAGE_UNAVAILABLE`
   */
  async commit(changes: NetworkChanges): Promise<void> {
    const transaction = this.#database.transaction(STORES, 'readwrite');
    const writes: Promise<unknown>[] = [];
    try {
      for (const write of this.#writes(transaction, changes)) writes.push(write);
      await Promise.all([...writes, transaction.done]);
    } catch (cause) {
      abort(transaction, writes);
      throw isQuota(cause) ? full(cause) : unavailable(cause);
    }
  }

  *#writes(transaction: Writing, changes: NetworkChanges): Iterable<Promise<unknown>> {
    const core = transaction.objectStore('core');
    yield core.put(changes.state, 'state');
    yield core.put(changes.chain, 'chain');
    yield core.put(changes.size, 'size');
    for (const [id, code] of changes.codes) yield transaction.objectStore('codes').put(whole(code), id);
    for (const [hash, blob] of changes.blobs) yield transaction.objectStore('blobs').put(whole(blob), hash);
    for (const hash of changes.dropped) yield transaction.objectStore('blobs').delete(hash);
    for (const record of changes.messages) {
      const position = this.#positions.get(record.id) ?? this.#positions.size;
      this.#positions.set(record.id, position);
      yield transaction.objectStore('messages').put({ position, record }, record.id);
    }
    for (const entry of changes.ledger) yield transaction.objectStore('ledger').add(entry);
    for (const log of changes.logs) yield transaction.objectStore('logs').add(log);
    for (const point of changes.points) yield transaction.objectStore('points').add(point);
    for (const block of changes.blocks) yield transaction.objectStore('blocks').add(block);
  }

  async clear(): Promise<void> {
    const transaction = this.#database.transaction(STORES, 'readwrite');
    await Promise.all([...STORES.map((store) => transaction.objectStore(store).clear()), transaction.done]);
    this.#positions.clear();
  }

  close(): void {
    this.#database.close();
  }
}

/** What {@link LocalDatabase.commit} adds; `state` and `chain` replace the saved ones. */
export interface NetworkChanges {
  state: LocalState;
  /** The engine's chain, opaque. */
  chain: Uint8Array;
  /** Bytes of all blobs. */
  size: number;
  /** Instrumented codes by id. */
  codes: ReadonlyMap<Hex, Uint8Array>;
  blobs: ReadonlyMap<Hex, Uint8Array>;
  /** Blobs that are not needed any more. */
  dropped: readonly Hex[];
  /** Whole records, new or changed. */
  messages: readonly MessageRecord[];
  ledger: readonly LedgerEntry[];
  logs: readonly ProgramLog[];
  /** The states that programs went through. */
  points: readonly StatePoint[];
  blocks: readonly BlockRecord[];
}

/** Everything; messages, ledger, logs, points and blocks oldest first. */
export type SavedNetwork = Omit<NetworkChanges, 'dropped' | 'size'>;

/** 1: without points and the record of blocks. */
const VERSION = 2;

const STORES = ['core', 'codes', 'blobs', 'messages', 'ledger', 'logs', 'points', 'blocks'] as const;

type BlobsToRead = IDBPObjectStore<Schema, typeof STORES, 'blobs', 'readonly'>;
type Writing = IDBPTransaction<Schema, typeof STORES, 'readwrite'>;

interface Schema extends DBSchema {
  core: { key: 'state' | 'chain' | 'size'; value: LocalState | Uint8Array | number };
  codes: { key: Hex; value: Uint8Array };
  blobs: { key: Hex; value: Uint8Array };
  messages: { key: Hex; value: { position: number; record: MessageRecord } };
  ledger: { key: number; value: LedgerEntry };
  logs: { key: number; value: ProgramLog };
  points: { key: number; value: StatePoint };
  blocks: { key: number; value: BlockRecord };
}

/** In pieces, for there may be gigabytes of them: one answer of that size is more than a browser hands over. */
async function allBlobs(store: BlobsToRead): Promise<Map<Hex, Uint8Array>> {
  const all = new Map<Hex, Uint8Array>();
  for (let range: IDBKeyRange | null = null; ; ) {
    const [hashes, blobs]: [Hex[], Uint8Array[]] = await Promise.all([
      store.getAllKeys(range, BLOBS_AT_ONCE),
      store.getAll(range, BLOBS_AT_ONCE),
    ]);
    hashes.forEach((hash, index) => {
      all.set(hash, blobs[index] as Uint8Array);
    });
    const last = hashes.at(-1);
    if (last === undefined || hashes.length < BLOBS_AT_ONCE) return all;
    range = IDBKeyRange.lowerBound(last, true);
  }
}

/** 16 MiB of pages. */
const BLOBS_AT_ONCE = 1024;

function abort(transaction: Writing, writes: Promise<unknown>[]): void {
  // They fail for a reason that is known, and the transaction may be over already.
  for (const write of [...writes, transaction.done]) write.catch(() => {});
  try {
    transaction.abort();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Storing a view would store the whole buffer behind it. */
function whole(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

function isState(value: unknown): value is LocalState {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['ethereum', 'account', 'programs', 'pool', 'earnings', 'settings'].every((field) => field in value)
  );
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

function full(cause: unknown): AppError {
  return new AppError({
    code: 'STORAGE_FULL',
    shortMessage: 'The browser has no room left to save the local network',
    hint: 'Free disk space or reset the local network; until then changes are lost on reload.',
    cause,
  });
}

function unavailable(cause: unknown): AppError {
  return new AppError({
    code: 'STORAGE_UNAVAILABLE',
    shortMessage: 'The browser’s storage does not work, so the local network cannot be saved',
    details: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    hint: 'Close other tabs of the playground and reload; in a private window storage may be switched off.',
    cause,
  });
}
