import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction, openDB } from 'idb';
import type { ChainEntries, StateTransition } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, LedgerEntry, MessageRecord, ProgramLog, StatePoint } from '../network.ts';
import { BlobDeltas, type SavedBlob } from './blob-deltas.ts';
import type { LocalProgram, LocalState } from './local-state.ts';
import { type Placed, Positions } from './positions.ts';
import { coreOf, isCore, isOldState, type OldState, type SavedCore, stateOf, stateOfOld } from './saved-state.ts';
import { damaged, notSaved, unavailable } from './storage-errors.ts';

/**
 * The local network in IndexedDB. What a block changed is written in one transaction, so what is there is always
 * the network as it was after some block, whenever the page was closed. What may be long is written entry by entry, so a block
 * costs what it changes and not what there is.
 */
export class LocalDatabase {
  readonly #name: string;
  readonly #database: IDBPDatabase<Schema>;
  /** Of each message, for their order is not that of their ids. */
  #messages = new Positions();
  #deltas = new BlobDeltas();
  /** Of each program. */
  #programs = new Positions();

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
          if (before < 3) {
            for (const store of ['chain', 'programs', 'mirrors', 'pages'] as const) database.createObjectStore(store);
            database.createObjectStore('unsettled', { autoIncrement: true });
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
   * What was saved, or undefined when nothing was; pages by their hashes alone.
   * @throws AppError `LOCAL_CHAIN_DAMAGED`
   */
  async load(): Promise<SavedNetwork | undefined> {
    const transaction = this.#database.transaction(STORES);
    const store = <Name extends (typeof STORES)[number]>(name: Name) => transaction.objectStore(name);
    const [core, oldChain, programs, messages, unsettled, ledger, logs, points, blocks, pages] = await Promise.all([
      store('core').get('state'),
      store('core').get('chain'),
      store('programs').getAll(),
      store('messages').getAll(),
      store('unsettled').getAll(),
      store('ledger').getAll(),
      store('logs').getAll(),
      store('points').getAll(),
      store('blocks').getAll(),
      store('pages').getAllKeys(),
    ]);
    const [codes, chain, mirrors] = await Promise.all([
      table(store('codes')),
      table(store('chain')),
      table(store('mirrors')),
    ]);
    const savedBlobs = await allBlobs(store('blobs'));
    if (core === undefined && oldChain === undefined) return undefined;
    const blobs = this.#decode(savedBlobs);
    const parts = { programs: this.#programs.inOrder(programs), mirrors, unsettled };
    const rest = { codes, blobs, pages, messages: this.#messages.inOrder(messages), ledger, logs, points, blocks };
    if (oldChain instanceof Uint8Array && isOldState(core)) {
      return { state: stateOfOld(core), chain: oldChain, ...rest };
    }
    if (oldChain === undefined && isCore(core)) return { state: stateOf(core, parts), chain, ...rest };
    throw damaged(this.#name);
  }

  #decode(saved: ReadonlyMap<Hex, SavedBlob>): Map<Hex, Uint8Array> {
    try {
      return this.#deltas.decode(saved);
    } catch (cause) {
      throw damaged(this.#name, cause);
    }
  }

  /** Pages in the order of their hashes; `undefined` for what is not there. */
  async getPages(hashes: readonly Hex[]): Promise<(Uint8Array | undefined)[]> {
    const { store } = this.#database.transaction('pages');
    return await Promise.all(hashes.map((hash) => store.get(hash)));
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
      this.#deltas.settle(true);
    } catch (cause) {
      this.#deltas.settle(false);
      abort(transaction, writes);
      throw notSaved(cause);
    }
  }

  *#writes(transaction: Writing, changes: NetworkChanges): Iterable<Promise<unknown>> {
    const store = <Name extends (typeof STORES)[number]>(name: Name) => transaction.objectStore(name);
    if (changes.replacesAll) yield* this.#clear(transaction);
    yield store('core').put(coreOf(changes.state), 'state');
    yield store('core').put(changes.size, 'size');
    for (const [key, value] of changes.chain) {
      yield value ? store('chain').put(value, key) : store('chain').delete(key);
    }
    for (const [address, program] of changes.programs) {
      const position = this.#programs.of(address);
      yield program ? store('programs').put({ position, record: program }, address) : store('programs').delete(address);
    }
    for (const [program, wei] of changes.mirrors) {
      yield wei === undefined ? store('mirrors').delete(program) : store('mirrors').put(wei, program);
    }
    if (changes.isSettled) yield store('unsettled').clear();
    for (const transition of changes.unsettled) yield store('unsettled').add(transition);
    for (const [id, code] of changes.codes) yield store('codes').put(whole(code), id);
    for (const [hash, blob] of changes.blobs) yield store('blobs').put(this.#deltas.encode(hash, whole(blob)), hash);
    for (const [hash, page] of changes.pages) yield store('pages').put(whole(page), hash);
    for (const hash of changes.dropped) {
      for (const saved of this.#deltas.drop(hash)) yield store('blobs').delete(saved);
      yield store('pages').delete(hash);
    }
    for (const record of changes.messages) {
      yield store('messages').put({ position: this.#messages.of(record.id), record }, record.id);
    }
    for (const entry of changes.ledger) yield store('ledger').add(entry);
    for (const log of changes.logs) yield store('logs').add(log);
    for (const point of changes.points) yield store('points').add(point);
    for (const block of changes.blocks) yield store('blocks').add(block);
  }

  async clear(): Promise<void> {
    const transaction = this.#database.transaction(STORES, 'readwrite');
    await Promise.all([...this.#clear(transaction), transaction.done]);
  }

  *#clear(transaction: Writing): Iterable<Promise<void>> {
    for (const store of STORES) yield transaction.objectStore(store).clear();
    this.#deltas = new BlobDeltas();
    this.#messages = new Positions();
    this.#programs = new Positions();
  }

  close(): void {
    this.#database.close();
  }
}

/** What {@link LocalDatabase.commit} adds; of `state` all that is not saved entry by entry. */
export interface NetworkChanges {
  state: LocalState;
  /** Changed pieces of the engine's chain. */
  chain: ChainEntries;
  /** Changed programs by address. */
  programs: ReadonlyMap<Hex, LocalProgram | undefined>;
  /** What changed Mirrors hold, wei. */
  mirrors: ReadonlyMap<Hex, bigint | undefined>;
  /** What was unsettled before is settled. */
  isSettled: boolean;
  unsettled: readonly StateTransition[];
  /** Bytes of all blobs but pages. */
  size: number;
  /** Instrumented codes by id. */
  codes: ReadonlyMap<Hex, Uint8Array>;
  /** All but the data of pages. */
  blobs: ReadonlyMap<Hex, Uint8Array>;
  pages: ReadonlyMap<Hex, Uint8Array>;
  /** Blobs and pages that are not needed any more. */
  dropped: readonly Hex[];
  /** Whole records, new or changed. */
  messages: readonly MessageRecord[];
  ledger: readonly LedgerEntry[];
  logs: readonly ProgramLog[];
  /** The states that programs went through. */
  points: readonly StatePoint[];
  blocks: readonly BlockRecord[];
  /** All that was saved before goes. */
  replacesAll: boolean;
}

/** Everything; messages, ledger, logs, points and blocks oldest first. */
export interface SavedNetwork
  extends Pick<NetworkChanges, 'state' | 'codes' | 'blobs' | 'messages' | 'ledger' | 'logs' | 'points' | 'blocks'> {
  /** The pieces of the engine's chain; the chain as a whole, when an earlier version saved it: then `blobs` has the pages, too. */
  chain: ReadonlyMap<Hex, Uint8Array> | Uint8Array;
  /** Hashes of the pages that {@link LocalDatabase.getPages} gives. */
  pages: readonly Hex[];
}

/** 1: without points and the record of blocks. 2: programs, Mirrors and the chain as a whole, pages among the blobs. */
const VERSION = 3;

const STORES = [
  'core',
  'chain',
  'programs',
  'mirrors',
  'unsettled',
  'codes',
  'blobs',
  'pages',
  'messages',
  'ledger',
  'logs',
  'points',
  'blocks',
] as const;

type Reading<Name extends (typeof STORES)[number]> = IDBPObjectStore<Schema, typeof STORES, Name, 'readonly'>;
type Writing = IDBPTransaction<Schema, typeof STORES, 'readwrite'>;

interface Schema extends DBSchema {
  /** `chain`: of versions 1 and 2. */
  core: { key: 'state' | 'chain' | 'size'; value: SavedCore | OldState | Uint8Array | number };
  chain: { key: Hex; value: Uint8Array };
  programs: { key: Hex; value: Placed<LocalProgram> };
  mirrors: { key: Hex; value: bigint };
  unsettled: { key: number; value: StateTransition };
  codes: { key: Hex; value: Uint8Array };
  blobs: { key: Hex; value: SavedBlob };
  pages: { key: Hex; value: Uint8Array };
  messages: { key: Hex; value: Placed<MessageRecord> };
  ledger: { key: number; value: LedgerEntry };
  logs: { key: number; value: ProgramLog };
  points: { key: number; value: StatePoint };
  blocks: { key: number; value: BlockRecord };
}

async function table<Name extends 'codes' | 'chain' | 'mirrors'>(
  store: Reading<Name>,
): Promise<Map<Hex, Schema[Name]['value']>> {
  const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return new Map(keys.map((key, index) => [key, values[index] as Schema[Name]['value']]));
}

/** In pieces, for there may be gigabytes of them: one answer of that size is more than a browser hands over. */
async function allBlobs(store: Reading<'blobs'>): Promise<Map<Hex, SavedBlob>> {
  const all = new Map<Hex, SavedBlob>();
  for (let range: IDBKeyRange | null = null; ; ) {
    const [hashes, blobs]: [Hex[], SavedBlob[]] = await Promise.all([
      store.getAllKeys(range, BLOBS_AT_ONCE),
      store.getAll(range, BLOBS_AT_ONCE),
    ]);
    hashes.forEach((hash, index) => {
      all.set(hash, blobs[index] as SavedBlob);
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
