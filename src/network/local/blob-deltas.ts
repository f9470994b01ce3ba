import type { Hex } from '../../shared/hex.ts';

/** A blob as it is saved: itself, or where it differs from another one that is saved. */
export type SavedBlob = Uint8Array | BlobDelta;

export interface BlobDelta {
  /** Saved as itself. */
  base: Hex;
  /** Bytes, as many as the base has or more. */
  length: number;
  /** What takes the place of the base's bytes there. */
  pieces: { at: number; bytes: Uint8Array }[];
}

/**
 * Makes blobs small to save that are long and nearly what another one is. A message that writes one page of a large program makes
 * its table of pages anew, some 300 KB, in which 36 bytes differ.
 *
 * Invariant: the base of a blob stays saved as long as the blob, though nothing else may need it any more.
 */
export class BlobDeltas {
  /** What was saved as itself last, the latest at the end. */
  readonly #bases = new Map<Hex, Uint8Array>();
  readonly #baseOf = new Map<Hex, Hex>();
  readonly #dependents = new Map<Hex, Set<Hex>>();
  /** Bases that are needed for their dependents alone. */
  readonly #dropped = new Set<Hex>();
  #encoded: Hex[] = [];

  /** How to save a blob. */
  encode(hash: Hex, blob: Uint8Array): SavedBlob {
    if (blob.length < LONG || blob.length > TOO_LONG) return blob;
    this.#encoded.push(hash);
    // What others depend on is itself, whatever else it resembles.
    const candidates = this.#dependents.has(hash) ? [] : [...this.#bases].reverse();
    for (const [base, bytes] of candidates) {
      const pieces = base === hash ? undefined : difference(bytes, blob);
      if (!pieces) continue;
      this.#depend(hash, base);
      this.#use(base, bytes);
      return { base, length: blob.length, pieces };
    }
    this.#release(hash);
    this.#use(hash, blob);
    this.#dropped.delete(hash);
    return blob;
  }

  /** What may be deleted when a blob is not needed any more. */
  drop(hash: Hex): Hex[] {
    if (this.#dependents.has(hash)) {
      this.#bases.delete(hash);
      this.#dropped.add(hash);
      return [];
    }
    this.#bases.delete(hash);
    this.#release(hash);
    const free = [...this.#dropped].filter((base) => !this.#dependents.has(base));
    for (const base of free) this.#dropped.delete(base);
    return [hash, ...free];
  }

  /** What was encoded since the last call is saved; or it is not, and comes again. */
  settle(isSaved: boolean): void {
    if (!isSaved) {
      for (const hash of this.#encoded) this.#release(hash);
      this.#bases.clear();
    }
    this.#encoded = [];
  }

  /** Makes saved blobs what they were. @throws RangeError when a base is missing */
  decode(saved: ReadonlyMap<Hex, SavedBlob>): Map<Hex, Uint8Array> {
    const blobs = new Map<Hex, Uint8Array>();
    for (const [hash, blob] of saved) {
      if (blob instanceof Uint8Array) {
        blobs.set(hash, blob);
        continue;
      }
      const base = saved.get(blob.base);
      if (!(base instanceof Uint8Array)) throw new RangeError(`Blob ${hash} is saved without its base ${blob.base}`);
      const bytes = new Uint8Array(blob.length);
      bytes.set(base);
      for (const piece of blob.pieces) bytes.set(piece.bytes, piece.at);
      blobs.set(hash, bytes);
      this.#depend(hash, blob.base);
    }
    return blobs;
  }

  #use(hash: Hex, bytes: Uint8Array): void {
    this.#bases.delete(hash);
    this.#bases.set(hash, bytes);
    for (const oldest of this.#bases.keys()) {
      if (this.#bases.size <= MAX_BASES) return;
      this.#bases.delete(oldest);
    }
  }

  #depend(hash: Hex, base: Hex): void {
    this.#release(hash);
    this.#baseOf.set(hash, base);
    const dependents = this.#dependents.get(base) ?? new Set();
    this.#dependents.set(base, dependents.add(hash));
  }

  #release(hash: Hex): void {
    const base = this.#baseOf.get(hash);
    if (base === undefined) return;
    this.#baseOf.delete(hash);
    const dependents = this.#dependents.get(base);
    dependents?.delete(hash);
    if (dependents?.size === 0) this.#dependents.delete(base);
  }
}

/** Shorter ones are saved as quickly as their differences. */
const LONG = 32 * 1024;
const TOO_LONG = 2 ** 20;
const MAX_BASES = 8;
/** Bytes that are compared and saved together. */
const BLOCK = 1024;
/** More bytes of difference are not worth it. */
const MAX_DIFFERENCE = 24 * BLOCK;

/** Undefined when there is too much of it, or when `base` is the longer one. */
export function difference(base: Uint8Array, blob: Uint8Array): BlobDelta['pieces'] | undefined {
  if (base.length > blob.length || blob.length - base.length > MAX_DIFFERENCE) return undefined;
  const pieces: BlobDelta['pieces'] = [];
  const [one, other] = [words(base), words(blob)];
  let size = 0;
  for (let at = 0; at < blob.length; at += BLOCK) {
    const end = Math.min(at + BLOCK, blob.length);
    const isWhole = end <= 4 * Math.min(one.length, other.length);
    if (isWhole ? isSame(one, other, at / 4, end / 4) : isSame(base, blob, at, end)) continue;
    size += end - at;
    if (size > MAX_DIFFERENCE) return undefined;
    pieces.push({ at, bytes: blob.slice(at, end) });
  }
  return pieces;
}

/** The same bytes, four at a time; none where they do not lie at words. */
function words({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  return byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, Math.floor(length / 4)) : new Uint32Array();
}

function isSame(one: ArrayLike<number>, other: ArrayLike<number>, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (one[at] !== other[at]) return false;
  return true;
}
