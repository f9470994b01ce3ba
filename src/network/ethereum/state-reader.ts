import type { Engine } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import { decodeProgramState, EMPTY_PROGRAM_STATE, type ProgramStateHead } from '../../protocol/program-state.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { EMPTY_STATE } from '../snapshot-of.ts';
import type { ValidatorApi } from './validator-api.ts';

/** Blobs asked for at once; bytes of blobs that are kept. */
const AT_ONCE = 8;
const ROOM = 64 * 1024 * 1024;

/**
 * Program states, fetched blob by blob from a validator. Nothing is taken on trust: a blob's hash is its name, and the
 * first name, the state hash, comes from Ethereum.
 */
export class StateReader {
  readonly #api: ValidatorApi;
  readonly #store: BlobStore;
  readonly #engine: Engine;

  /** `engine` must read from `store`. */
  constructor(parts: { api: ValidatorApi; store: BlobStore; engine: Engine }) {
    this.#api = parts.api;
    this.#store = parts.store;
    this.#engine = parts.engine;
  }

  /** @throws AppError `UNKNOWN_STATE` when the validator has no such state, and as {@link ValidatorApi.blob} */
  async head(stateHash: Hex): Promise<ProgramStateHead> {
    if (stateHash === EMPTY_STATE) return EMPTY_PROGRAM_STATE;
    await this.#fetch([stateHash]);
    try {
      return decodeProgramState(this.#store.read(stateHash) as Uint8Array);
    } catch (error) {
      throw unknownState(stateHash, String(error));
    }
  }

  /**
   * Fetches all that the state refers to, then looks at it with the engine, in one go: nothing is dropped meanwhile.
   * @throws AppError as {@link head}
   */
  async whole<Result>(stateHash: Hex, look: (engine: Engine, store: BlobStore) => Result): Promise<Result> {
    const engine = this.#engine;
    if (this.#store.size > ROOM) this.#store.clear();
    while (stateHash !== EMPTY_STATE) {
      const missing = engine.missingBlobs(stateHash);
      if (missing.length === 0) break;
      await this.#fetch(missing);
    }
    return look(engine, this.#store);
  }

  /** @throws AppError as {@link head} */
  async blob(hash: Hex): Promise<Uint8Array> {
    await this.#fetch([hash]);
    return this.#store.read(hash) as Uint8Array;
  }

  async #fetch(hashes: Hex[]): Promise<void> {
    const queue = hashes.filter((hash) => !this.#store.has(hash));
    const work = async () => {
      for (let hash = queue.pop(); hash; hash = queue.pop()) {
        const blob = await this.#api.blob(hash);
        if (!blob) throw unknownState(hash, 'The validator does not have these bytes.');
        this.#store.write(hash, blob);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, work));
  }
}

export function unknownState(hash: Hex, details: string): AppError {
  return new AppError({
    code: 'UNKNOWN_STATE',
    shortMessage: 'The validator does not tell this state of the program',
    details: `${hash}: ${details}`,
    hint: 'Choose another validator in the settings; one that keeps old states may have it.',
  });
}
