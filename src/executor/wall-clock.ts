/**
 * A clock of ms since the epoch that tells fractions, so that runs shorter than a millisecond follow each other on a
 * picture as they did in time. It is that of `performance`, which every thread counts from its own start, set again by
 * the system's when the two have come apart: the former stands still while a machine sleeps.
 */
export function wallClock({ system, monotonic, origin }: Clocks = THIS_THREAD): () => number {
  let start = origin;
  return () => {
    const at = monotonic();
    if (Math.abs(system() - (start + at)) > TOLERANCE) start = system() - at;
    return start + at;
  };
}

interface Clocks {
  /** ms since the epoch, whole. */
  system(): number;
  /** ms since {@link origin}. */
  monotonic(): number;
  /** ms since the epoch, with fractions */
  origin: number;
}

const THIS_THREAD: Clocks = {
  system: () => Date.now(),
  monotonic: () => performance.now(),
  origin: performance.timeOrigin,
};

/** ms; the system's clock tells whole ones. */
const TOLERANCE = 2;
