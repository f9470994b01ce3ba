/** A source of numbers that depend on nothing but the seed. */
export interface SeededRandom {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
}

/** Mulberry32: one word of state, good enough to choose among orders. @param seed a whole number below 2³² */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return { below: (limit) => Math.floor((word() / 2 ** 32) * limit) };
}
