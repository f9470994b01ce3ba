import type { Hex } from '../shared/hex.ts';

/** The blobs that a worker holds, with their lengths, in the order in which it got them. */
export class KnownBlobs {
  readonly #lengths = new Map<Hex, number>();
  #size = 0;

  has(hash: Hex): boolean {
    return this.#lengths.has(hash);
  }

  /** Whoever gets a blob twice has it once, and it counts as old as it is. */
  add(hash: Hex, length: number): void {
    this.#size += length - (this.#lengths.get(hash) ?? 0);
    this.#lengths.set(hash, length);
  }

  delete(hash: Hex): boolean {
    this.#size -= this.#lengths.get(hash) ?? 0;
    return this.#lengths.delete(hash);
  }

  clear(): void {
    this.#lengths.clear();
    this.#size = 0;
  }

  /**
   * When there are more than `room` bytes, the oldest, without which there are half as many, so that it takes a while until
   * there are too many again.
   */
  oldestAbove(room: number): Hex[] {
    const oldest: Hex[] = [];
    if (this.#size <= room) return oldest;
    let left = this.#size;
    for (const [hash, length] of this.#lengths) {
      if (left <= room / 2) break;
      oldest.push(hash);
      left -= length;
    }
    return oldest;
  }
}
