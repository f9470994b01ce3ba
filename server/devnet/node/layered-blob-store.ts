import { BlobStore } from '../../../src/executor/blob-store.ts';
import type { Hex } from '../../../src/shared/hex.ts';

/**
 * A content store over another one that is larger and slower: what is not here is fetched from there on the first look.
 * What is written stays here until somebody takes it to the other one ({@link takeWritten}).
 */
export class LayeredBlobStore extends BlobStore {
  readonly #below: (hash: Hex) => Uint8Array | undefined;
  readonly #fetched = new Set<Hex>();

  constructor(below: (hash: Hex) => Uint8Array | undefined) {
    super();
    this.#below = below;
  }

  override read(hash: Hex): Uint8Array | undefined {
    return this.sees(hash) ? (super.read(hash) ?? this.#fetch(hash)) : undefined;
  }

  override has(hash: Hex): boolean {
    return super.has(hash) || this.#fetch(hash) !== undefined;
  }

  /** The hashes that were written here since the last call; not those that came up from below. */
  override takeWritten(): Hex[] {
    const written = super.takeWritten().filter((hash) => !this.#fetched.has(hash));
    this.#fetched.clear();
    return written;
  }

  #fetch(hash: Hex): Uint8Array | undefined {
    const bytes = this.#below(hash);
    if (!bytes) return undefined;
    this.#fetched.add(hash);
    super.write(hash, bytes);
    return bytes;
  }
}
