import type { ContentStore } from '../engine/engine.ts';
import type { Hex } from '../shared/hex.ts';

/**
 * The content-addressed blobs of one thread, in memory. The coordinator's holds everything that is alive and is
 * the truth; an executor's holds what its runs needed or made.
 */
export class BlobStore implements ContentStore {
  readonly #blobs = new Map<Hex, Uint8Array>();
  #visible: ReadonlySet<Hex> | undefined;
  #written: Hex[] = [];
  #size = 0;

  read(hash: Hex): Uint8Array | undefined {
    if (this.#visible && !this.#visible.has(hash)) return undefined;
    return this.#blobs.get(hash);
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
  seenThrough<Result>(known: ReadonlySet<Hex>, look: () => Result): Result {
    this.#visible = known;
    try {
      return look();
    } finally {
      this.#visible = undefined;
    }
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

/** Blobs on their way between threads: one buffer, so that one transfer moves them all. */
export interface PackedBlobs {
  hashes: Hex[];
  lengths: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

/** Copies the blobs once, into a buffer of their own. */
export function packBlobs(store: BlobStore, hashes: Hex[]): PackedBlobs {
  const blobs = hashes.map((hash) => {
    const blob = store.read(hash);
    if (!blob) throw new RangeError(`The content store has no blob ${hash}`);
    return blob;
  });
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
