import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StorageWork } from '../network.ts';
import { tellWhenSlow } from './tell-when-slow.ts';

const WORK: StorageWork = { doing: 'loading', bytes: 512 * 2 ** 20 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function observe(milliseconds: number, fails = false) {
  const told: (StorageWork | null)[] = [];
  const task = () =>
    new Promise<string>((resolve, reject) =>
      setTimeout(() => (fails ? reject(new Error('no room')) : resolve('done')), milliseconds),
    );
  return { told, result: tellWhenSlow(task, WORK, (work) => told.push(work)) };
}

test('what is quick is not told', async () => {
  const { told, result } = observe(250);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await result).toBe('done');
  expect(told).toEqual([]);
});

test('what takes longer is told, and its end', async () => {
  const { told, result } = observe(2000);
  await vi.advanceTimersByTimeAsync(400);
  expect(told).toEqual([WORK]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await result).toBe('done');
  expect(told).toEqual([WORK, null]);
});

test('its end is told when it fails, too', async () => {
  const { told, result } = observe(2000, true);
  const failure = expect(result).rejects.toThrow('no room');
  await vi.advanceTimersByTimeAsync(3000);
  await failure;
  expect(told).toEqual([WORK, null]);
});
