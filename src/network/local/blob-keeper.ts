import type { Engine } from '../../engine/engine.ts';
import type { Executor } from '../../executor/executor.ts';
import type { ExecutorPool } from '../../executor/executor-pool.ts';
import type { Hex } from '../../shared/hex.ts';
import type { PagedBlobStore } from './paged-blob-store.ts';

/**
 * Decides which blobs stay: those that a kept state refers to. What runs and previews make on the way is dropped,
 * here and in the executors. The states that records refer to are kept too, for looking back, until they take too
 * much room; then the oldest go. Codes as they were uploaded stay for good: their id is their hash.
 */
export class BlobKeeper {
  readonly #engine: Engine;
  readonly #store: PagedBlobStore;
  readonly #pool: ExecutorPool<Executor>;
  readonly #kept: Set<Hex>;
  readonly #codes: Set<Hex>;
  readonly #room: Room;
  /** The sizes at which to look again. */
  #limit: Room;

  constructor({ engine, store, pool, codes = [], room = ROOM, isUnsorted = false }: BlobKeeperParameters) {
    this.#room = { all: room, nodes: Math.min(room, NODE_ROOM) };
    this.#limit = this.#room;
    this.#codes = new Set([...codes].filter((codeId) => store.has(codeId)));
    this.#engine = engine;
    this.#store = store;
    this.#pool = pool;
    this.#kept = new Set(isUnsorted ? this.#codes : store.hashes());
  }

  /** Keeps `states` and drops everything new that they do not refer to. @returns the blobs that are new */
  keep(states: Iterable<Hex>): KeptBlobs {
    const added: KeptBlobs = { blobs: new Map(), pages: new Map() };
    const store = this.#store;
    // What is kept already refers to nothing that is new, so only what is new is looked at.
    const candidates = store.takeWritten();
    const { nodes, pages } = this.#engine.reachableAmong([...new Set(states)], candidates);
    for (const hash of nodes) {
      if (this.#kept.has(hash) && !store.isPage(hash)) continue;
      this.#kept.add(hash);
      store.addNode(hash);
      added.blobs.set(hash, store.read(hash) as Uint8Array);
    }
    const newPages = pages.filter((hash) => !this.#kept.has(hash));
    for (const hash of newPages) {
      this.#kept.add(hash);
      added.pages.set(hash, store.read(hash) as Uint8Array);
    }
    store.addPages(newPages);
    for (const hash of candidates) if (this.#kept.has(hash)) store.release(hash);
    this.#drop(candidates.filter((hash) => !this.#kept.has(hash)));
    return added;
  }

  /** Keeps an uploaded code. */
  keepCode(codeId: Hex, wasm: Uint8Array): void {
    this.#store.write(codeId, wasm);
    this.#kept.add(codeId);
    this.#codes.add(codeId);
  }

  /**
   * When the blobs take too much room, drops those that neither `current` nor the latest of `past` refer to. When it is memory alone
   * that is short, the data of pages stays: there may be very much of it, and nothing of it has to be looked at.
   * @param past states, oldest first
   * @returns the hashes dropped
   */
  prune(current: () => Hex[], past: () => Hex[]): Hex[] {
    const store = this.#store;
    const isFull = store.size > this.#limit.all;
    if (!isFull && store.nodeSize <= this.#limit.nodes) return [];
    const alive = new Set<Hex>();
    const size: Room = { all: 0, nodes: 0 };
    const add = (hashes: Iterable<Hex>) => {
      for (const hash of hashes) {
        alive.add(hash);
        const length = store.lengthOf(hash);
        size.all += length;
        if (!store.isPage(hash)) size.nodes += length;
      }
    };
    const detail = isFull ? 'whole' : 'withoutPages';
    const visit = (states: Hex[]) =>
      add(
        this.#engine.visit(
          states.filter((state) => store.has(state)),
          detail,
        ),
      );
    add(this.#codes);
    this.#engine.beginTour();
    visit(current());
    // Half of the room, so that it takes a while until this is due again.
    const states = [...new Set(past().reverse())];
    while (states.length > 0 && size.all < this.#room.all / 2 && size.nodes < this.#room.nodes / 2) {
      visit(states.splice(0, STATES_AT_ONCE));
    }
    this.#engine.beginTour();

    const dropped = [...this.#kept].filter((hash) => !alive.has(hash) && (isFull || !store.isPage(hash)));
    for (const hash of dropped) this.#kept.delete(hash);
    this.#drop(dropped);
    this.#limit = {
      all: isFull ? Math.max(this.#room.all, 1.5 * store.size) : this.#limit.all,
      nodes: Math.max(this.#room.nodes, 1.5 * store.nodeSize),
    };
    return dropped;
  }

  #drop(hashes: Hex[]): void {
    for (const hash of hashes) this.#store.forget(hash);
    for (const executor of this.#pool.workers()) executor.forget(hashes);
  }
}

export interface BlobKeeperParameters {
  engine: Engine;
  store: PagedBlobStore;
  pool: ExecutorPool<Executor>;
  /** Ids of the codes whose originals may be in the store. */
  codes?: Iterable<Hex>;
  /** Bytes that blobs may take before old ones go. */
  room?: number;
  /** What is in the store was written there and is not kept so far. */
  isUnsorted?: boolean;
}

/** Blobs to be saved, by hash. */
export interface KeptBlobs {
  /** All but the data of pages. */
  blobs: Map<Hex, Uint8Array>;
  pages: Map<Hex, Uint8Array>;
}

/** Bytes. */
interface Room {
  all: number;
  /** All but the data of pages: they are in memory, and all of them are loaded at the start. */
  nodes: number;
}

const ROOM = 256 * 1024 * 1024;
const NODE_ROOM = 96 * 1024 * 1024;
const STATES_AT_ONCE = 8;
