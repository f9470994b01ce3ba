/** A span of time that is looked at: ms since the epoch (or since whatever the runs count from), and ms. */
export interface TimeWindow {
  start: number;
  length: number;
}

/** What runs span, with a little room at both ends. */
export function windowOf(runs: Iterable<{ startedAt: number; duration: number }>): TimeWindow {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const { startedAt, duration } of runs) {
    start = Math.min(start, startedAt);
    end = Math.max(end, startedAt + duration);
  }
  if (end < start) return { start: 0, length: 1 };
  const length = Math.max(end - start, SHORTEST);
  return { start: start - length * MARGIN, length: length * (1 + 2 * MARGIN) };
}

/** The last stretch of work: what ran since the executors last rested for a second. `runs` by their start. */
export function latestBurst(runs: readonly { startedAt: number; duration: number }[]): TimeWindow {
  let first = runs.length - 1;
  let start = runs[first]?.startedAt ?? 0;
  for (let index = first - 1; index >= 0; index--) {
    const { startedAt, duration } = runs[index] as { startedAt: number; duration: number };
    if (startedAt + duration < start - REST) break;
    first = index;
    start = startedAt;
  }
  return windowOf(runs.slice(Math.max(first, 0)));
}

/**
 * Looks closer (`factor` below 1) or from farther away, never beyond `all`.
 * @param anchor what stays in its place, from 0 (the left edge) to 1
 */
export function zoom(window: TimeWindow, all: TimeWindow, factor: number, anchor = 0.5): TimeWindow {
  const length = Math.min(Math.max(window.length * factor, SHORTEST), all.length);
  return clamp({ start: window.start + (window.length - length) * anchor, length }, all);
}

/** @param fraction of the window's length; negative: to the past */
export function pan(window: TimeWindow, all: TimeWindow, fraction: number): TimeWindow {
  return clamp({ ...window, start: window.start + window.length * fraction }, all);
}

/** Moves the window so far that `run` is in it, if it is not. */
export function reveal(window: TimeWindow, all: TimeWindow, run: { startedAt: number; duration: number }): TimeWindow {
  const isIn = run.startedAt >= window.start && run.startedAt + run.duration <= window.start + window.length;
  if (isIn) return window;
  return clamp({ ...window, start: run.startedAt + run.duration / 2 - window.length / 2 }, all);
}

function clamp({ start, length }: TimeWindow, all: TimeWindow): TimeWindow {
  const last = all.start + all.length - length;
  return { start: Math.max(all.start, Math.min(start, last)), length };
}

/** Round points of time in the window, about `count` of them, as ms since `zero`. */
export function ticks({ start, length }: TimeWindow, zero: number, count: number): { at: number; label: string }[] {
  const step = roundStep(length / Math.max(1, count));
  const first = Math.ceil((start - zero) / step);
  const last = Math.floor((start + length - zero) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const since = (first + index) * step;
    return { at: zero + since, label: tickText(since, step) };
  });
}

/** 1, 2 or 5 times a power of ten ms; minutes where that is more readable. */
function roundStep(ms: number): number {
  const minutes = [1, 2, 5, 10, 30, 60, 120, 360, 720, 1440].map((count) => count * 60_000);
  if (ms > 20_000) return minutes.find((step) => step >= ms) ?? Math.ceil(ms / 86_400_000) * 86_400_000;
  const power = 10 ** Math.floor(Math.log10(ms));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10);
}

function tickText(since: number, step: number): string {
  if (since === 0) return '0';
  if (step >= 60_000) return `${Math.round(since / 60_000)} min`;
  if (step >= 1_000) return `${Math.round(since / 1_000)} s`;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return step >= 100 ? `${(since / 1_000).toFixed(1)} s` : `${since.toFixed(decimals)} ms`;
}

/** ms: shorter than any run that is worth looking at. */
const SHORTEST = 0.2;
const MARGIN = 0.02;
/** ms */
const REST = 1_000;
