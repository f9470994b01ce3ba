import type { Engine } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import type { Executor } from '../../executor/executor.ts';
import type { ExecutorPool } from '../../executor/executor-pool.ts';
import type { Hex } from '../../shared/hex.ts';

/**
 * Decides which blobs stay: those that a kept state refers to. What runs and previews make on the way is dropped,
 * here and in the executors. The states that records refer to are kept too, for looking back, until they take too
 * much room; then the oldest go. Codes as they were uploaded stay for good: their id is their hash.
 */
export class BlobKeeper {
  readonly #engine: Engine;
  readonly #store: BlobStore;
  readonly #pool: ExecutorPool<Executor>;
  readonly #kept: Set<Hex>;
  readonly #codes: Set<Hex>;
  readonly #room: number;
  /** The size at which to look again. */
  #limit: number;

  constructor({ engine, store, pool, codes = [], room = ROOM }: BlobKeeperParameters) {
    this.#room = room;
    this.#limit = room;
    this.#codes = new Set([...codes].filter((codeId) => store.has(codeId)));
    this.#engine = engine;
    this.#store = store;
    this.#pool = pool;
    this.#kept = new Set(store.hashes());
  }

  /** Keeps `states` and drops everything new that they do not refer to. @returns the blobs that are new */
  keep(states: Iterable<Hex>): Map<Hex, Uint8Array> {
    const added = new Map<Hex, Uint8Array>();
    // What is kept already refers to nothing that is new, so only what is new is looked at.
    const candidates = this.#store.takeWritten().filter((hash) => !this.#kept.has(hash));
    for (const hash of this.#engine.reachableAmong([...new Set(states)], candidates)) {
      this.#kept.add(hash);
      added.set(hash, this.#store.read(hash) as Uint8Array);
    }
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
   * When the blobs take too much room, drops those that neither `current` nor the latest of `past` refer to.
   * @param past states, oldest first
   * @returns the hashes dropped
   */
  prune(current: () => Hex[], past: () => Hex[]): Hex[] {
    if (this.#store.size <= this.#limit) return [];
    const alive = new Set(this.#codes);
    const add = (state: Hex) => {
      for (const hash of this.#store.has(state) ? this.#engine.reachableBlobs(state) : []) alive.add(hash);
    };
    for (const state of current()) add(state);
    const size = () => [...alive].reduce((sum, hash) => sum + (this.#store.read(hash)?.length ?? 0), 0);
    // Half of the room, so that it takes a while until this is due again.
    const states = [...new Set(past().reverse())];
    while (states.length > 0 && size() < this.#room / 2)
      for (const state of states.splice(0, STATES_AT_ONCE)) add(state);

    const dropped = [...this.#kept].filter((hash) => !alive.has(hash));
    for (const hash of dropped) this.#kept.delete(hash);
    this.#drop(dropped);
    this.#limit = Math.max(this.#room, 1.5 * this.#store.size);
    return dropped;
  }

  #drop(hashes: Hex[]): void {
    for (const hash of hashes) this.#store.forget(hash);
    for (const executor of this.#pool.workers()) executor.forget(hashes);
  }
}

export interface BlobKeeperParameters {
  engine: Engine;
  store: BlobStore;
  pool: ExecutorPool<Executor>;
  /** Ids of the codes whose originals may be in the store. */
  codes?: Iterable<Hex>;
  /** Bytes that blobs may take before old ones go. */
  room?: number;
}

const ROOM = 256 * 1024 * 1024;
const STATES_AT_ONCE = 8;
