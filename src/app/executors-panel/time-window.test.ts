import { expect, test } from 'vitest';
import { latestBurst, pan, reveal, ticks, windowOf, zoom } from './time-window.ts';

const run = (startedAt: number, duration = 10) => ({ startedAt, duration });
const all = { start: 1_000, length: 1_000 };

test('all runs fit, with a little room', () => {
  const { start, length } = windowOf([run(1_000), run(1_090)]);
  expect([start, length]).toEqual([998, 104]);
  expect(windowOf([]).length).toBeGreaterThan(0);
  expect(windowOf([run(5, 0)]).length).toBeGreaterThan(0);
});

test('the latest burst begins after the last rest', () => {
  const runs = [run(0), run(5_000), run(5_900), run(6_100)];
  const { start, length } = latestBurst(runs);
  expect(start).toBeLessThan(5_000);
  expect(start).toBeGreaterThan(4_900);
  expect(start + length).toBeGreaterThan(6_110);
});

test('zooming keeps the anchor in its place and stays within all', () => {
  const closer = zoom(all, all, 0.5, 0.25);
  expect(closer).toEqual({ start: 1_125, length: 500 });
  expect(closer.start + closer.length * 0.25).toBe(all.start + all.length * 0.25);
  expect(zoom(closer, all, 10)).toEqual(all);
  expect(zoom(all, all, 0).length).toBeGreaterThan(0);
});

test('panning ends at the ends', () => {
  const window = { start: 1_200, length: 100 };
  expect(pan(window, all, 0.5).start).toBe(1_250);
  expect(pan(window, all, -50).start).toBe(1_000);
  expect(pan(window, all, 50).start).toBe(1_900);
});

test('a run out of view is brought into it, one in view moves nothing', () => {
  const window = { start: 1_200, length: 100 };
  expect(reveal(window, all, run(1_250))).toBe(window);
  const moved = reveal(window, all, run(1_500));
  expect(moved.start).toBe(1_455);
});

test('ticks are round and told in a fitting unit', () => {
  const labels = (length: number) => ticks({ start: 1_000, length }, 1_000, 5).map(({ label }) => label);
  expect(labels(10)).toEqual(['0', '2 ms', '4 ms', '6 ms', '8 ms', '10 ms']);
  expect(labels(1)).toEqual(['0', '0.2 ms', '0.4 ms', '0.6 ms', '0.8 ms', '1.0 ms']);
  expect(labels(1_000)).toEqual(['0', '0.2 s', '0.4 s', '0.6 s', '0.8 s', '1.0 s']);
  expect(labels(60 * 60_000)).toEqual(['0', '30 min', '60 min']);
  expect(labels(10_000)).toEqual(['0', '2 s', '4 s', '6 s', '8 s', '10 s']);
});
