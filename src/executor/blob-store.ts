import type { ContentStore } from '../engine/engine.ts';
import { AppError } from '../shared/app-error.ts';
import type { Hex } from '../shared/hex.ts';

/**
 * The content-addressed blobs of one thread, in memory. The coordinator's knows everything that is alive and is
 * the truth; an executor's holds what its runs needed or made.
 */
export class BlobStore implements ContentStore {
  readonly #blobs = new Map<Hex, Uint8Array>();
  #visible: KnownHashes | undefined;
  #written: Hex[] = [];
  #size = 0;

  read(hash: Hex): Uint8Array | undefined {
    return this.sees(hash) ? this.#blobs.get(hash) : undefined;
  }

  contains(hash: Hex): boolean {
    return this.sees(hash) && this.has(hash);
  }

  /**
   * The bytes of blobs, wherever they are kept; in the order of the hashes.
   * @throws AppError `BLOB_LOST` for one that is not here
   */
  async load(hashes: readonly Hex[]): Promise<Uint8Array[]> {
    return hashes.map((hash) => this.read(hash) ?? noBlob(hash));
  }

  /** Keeps `bytes` themselves, not a copy. */
  write(hash: Hex, bytes: Uint8Array): void {
    if (this.#blobs.has(hash)) return;
    this.#blobs.set(hash, bytes);
    this.#written.push(hash);
    this.#size += bytes.length;
  }

  has(hash: Hex): boolean {
    return this.#blobs.has(hash);
  }

  /** Bytes held. */
  get size(): number {
    return this.#size;
  }

  /** The hashes that came in since the last call and are still here. */
  takeWritten(): Hex[] {
    const written = this.#written.filter((hash) => this.#blobs.has(hash));
    this.#written = [];
    return written;
  }

  /** Runs `look` as if only the blobs in `known` were here: an engine that asks tells what `known` lacks. */
  seenThrough<Result>(known: KnownHashes, look: () => Result): Result {
    this.#visible = known;
    try {
      return look();
    } finally {
      this.#visible = undefined;
    }
  }

  protected sees(hash: Hex): boolean {
    return !this.#visible || this.#visible.has(hash);
  }

  forget(hash: Hex): void {
    this.#size -= this.#blobs.get(hash)?.length ?? 0;
    this.#blobs.delete(hash);
  }

  hashes(): Iterable<Hex> {
    return this.#blobs.keys();
  }

  clear(): void {
    this.#blobs.clear();
    this.#written = [];
    this.#size = 0;
  }
}

/** A set of hashes, or a table by hash. */
export interface KnownHashes {
  has(hash: Hex): boolean;
}

/** @throws AppError `BLOB_LOST` */
export function noBlob(hash: Hex): never {
  throw new AppError({
    code: 'BLOB_LOST',
    shortMessage: 'A part of a program’s state is missing',
    details: `The content store has no blob ${hash}.`,
    hint: 'Reset the local network.',
  });
}

/** Blobs on their way between threads: one buffer, so that one transfer moves them all. */
export interface PackedBlobs {
  hashes: Hex[];
  lengths: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

/** Copies blobs that are in memory. */
export function packBlobs(store: BlobStore, hashes: Hex[]): PackedBlobs {
  const blobs = hashes.map((hash) => store.read(hash) ?? noBlob(hash));
  return pack(hashes, blobs);
}

/** Copies the blobs once, into a buffer of their own. */
export function pack(hashes: Hex[], blobs: readonly Uint8Array[]): PackedBlobs {
  const bytes = new Uint8Array(blobs.reduce((sum, blob) => sum + blob.length, 0));
  let offset = 0;
  for (const blob of blobs) {
    bytes.set(blob, offset);
    offset += blob.length;
  }
  return { hashes, lengths: blobs.map((blob) => blob.length), bytes };
}

/** Puts arrived blobs into `store` without copying them. */
export function unpackBlobs(packed: PackedBlobs, store: BlobStore): void {
  let offset = 0;
  packed.hashes.forEach((hash, index) => {
    const end = offset + (packed.lengths[index] ?? 0);
    store.write(hash, packed.bytes.subarray(offset, end));
    offset = end;
  });
}
