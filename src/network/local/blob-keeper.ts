import type { Engine } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import type { Executor } from '../../executor/executor.ts';
import type { ExecutorPool } from '../../executor/executor-pool.ts';
import type { Hex } from '../../shared/hex.ts';

/**
 * Decides which blobs stay: those that a kept state refers to. What runs and previews make on the way is dropped,
 * here and in the executors. States are kept for ever, because the records refer to them.
 */
export class BlobKeeper {
  readonly #engine: Engine;
  readonly #store: BlobStore;
  readonly #pool: ExecutorPool<Executor>;
  readonly #kept: Set<Hex>;
  #dropped: Hex[] = [];

  constructor({ engine, store, pool }: { engine: Engine; store: BlobStore; pool: ExecutorPool<Executor> }) {
    this.#engine = engine;
    this.#store = store;
    this.#pool = pool;
    this.#kept = new Set(store.hashes());
  }

  /** Keeps `states` and drops everything new that they do not refer to. @returns the blobs that are new */
  keep(states: Iterable<Hex>): Map<Hex, Uint8Array> {
    const added = new Map<Hex, Uint8Array>();
    for (const state of new Set(states)) {
      for (const hash of this.#engine.reachableBlobs(state)) {
        if (this.#kept.has(hash)) continue;
        this.#kept.add(hash);
        added.set(hash, this.#store.read(hash) as Uint8Array);
      }
    }
    for (const hash of this.#store.takeWritten()) {
      if (this.#kept.has(hash)) continue;
      this.#store.forget(hash);
      this.#dropped.push(hash);
    }
    if (this.#dropped.length >= DROPS_AT_ONCE) this.#dropInExecutors();
    return added;
  }

  #dropInExecutors(): void {
    // A blob may have been made again and kept since.
    const dropped = this.#dropped.filter((hash) => !this.#kept.has(hash));
    this.#dropped = [];
    // An executor that dies meanwhile has forgotten everything.
    for (const executor of this.#pool.workers()) executor.forget(dropped).catch(() => {});
  }
}

const DROPS_AT_ONCE = 500;
