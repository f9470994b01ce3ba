import { expect, test } from 'vitest';
import { wallClock } from './wall-clock.ts';

test('it tells fractions, and follows the system when it has slept', () => {
  let system = 1_000_000;
  let monotonic = 0.25;
  const now = wallClock({ system: () => system, monotonic: () => monotonic, origin: 1_000_000 });
  expect(now()).toBe(1_000_000.25);
  monotonic += 0.5;
  expect(now()).toBe(1_000_000.75);
  // An hour of sleep that only the system's clock counts.
  system += 3_600_001;
  monotonic += 1;
  expect(now()).toBe(4_600_001);
  monotonic += 0.5;
  expect(now()).toBe(4_600_001.5);
});

test('the clock of this thread is the system’s', () => {
  const before = Date.now();
  const at = wallClock()();
  expect(at).toBeGreaterThan(before - 3);
  expect(at).toBeLessThan(Date.now() + 3);
});
