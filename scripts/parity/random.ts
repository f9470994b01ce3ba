/**
 * Pseudo-random choices that are the same on every machine: sfc32 over whole numbers, seeded with any numbers. Nothing else may decide what
 * a generated case contains.
 */
export class Random {
  readonly #state: Uint32Array;

  /** @example new Random(seed, index) // the choices of one case */
  constructor(...seeds: number[]) {
    this.#state = Uint32Array.of(0x9e3779b9, 0x243f6a88, 0xb7e15162, 1);
    for (const seed of seeds) {
      this.#state[0] = (this.#state[0] ?? 0) ^ seed;
      this.#state[1] = (this.#state[1] ?? 0) ^ Math.floor(seed / 2 ** 32);
      for (let round = 0; round < 12; round++) this.u32();
    }
  }

  u32(): number {
    const state = this.#state as unknown as [number, number, number, number];
    const [a, b, c, d] = state;
    const result = (a + b + d) >>> 0;
    state[3] = d + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    return result;
  }

  u64(): bigint {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }

  /** From 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.u32() / 2 ** 32) * limit);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.u32() < (percent / 100) * 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** One of the items, each as often as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let at = this.below(items.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, item] of items) {
      at -= weight;
      if (at < 0) return item;
    }
    throw new RangeError('There is nothing to choose from');
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.u32() & 255);
  }
}
