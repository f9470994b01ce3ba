import { expect, it } from 'vitest';
import { BuildQueue } from './build-queue.ts';

const never = new AbortController().signal;

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

it('runs a few at a time and tells the others their place', async () => {
  const queue = new BuildQueue(1, 10);
  const first = gate();
  const positions: number[] = [];
  const order: string[] = [];
  const a = queue.run(
    never,
    () => {},
    async () => {
      await first.promise;
      order.push('a');
    },
  );
  const b = queue.run(
    never,
    () => {},
    async () => void order.push('b'),
  );
  const c = queue.run(
    never,
    (position) => positions.push(position),
    async () => void order.push('c'),
  );
  expect([queue.running, queue.queued]).toEqual([1, 2]);
  first.open();
  await Promise.all([a, b, c]);
  expect(order).toEqual(['a', 'b', 'c']);
  expect(positions).toEqual([1, 0]);
  expect([queue.running, queue.queued]).toEqual([0, 0]);
});

it('forgets who leaves the queue', async () => {
  const queue = new BuildQueue(1, 10);
  const first = gate();
  const running = queue.run(
    never,
    () => {},
    () => first.promise,
  );
  const leaving = new AbortController();
  const left = queue.run(
    leaving.signal,
    () => {},
    async () => expect.unreachable(),
  );
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(queue.queued).toBe(0);
  first.open();
  await running;
});

it('frees the slot when a task fails', async () => {
  const queue = new BuildQueue(1, 10);
  await expect(
    queue.run(
      never,
      () => {},
      () => Promise.reject(new Error('no')),
    ),
  ).rejects.toThrow('no');
  expect(
    await queue.run(
      never,
      () => {},
      async (slot) => slot,
    ),
  ).toBe(0);
});

it('refuses when too many wait', async () => {
  const queue = new BuildQueue(1, 0);
  const first = gate();
  const running = queue.run(
    never,
    () => {},
    () => first.promise,
  );
  await expect(
    queue.run(
      never,
      () => {},
      async () => {},
    ),
  ).rejects.toMatchObject({ code: 'BUILD_QUEUE_FULL' });
  first.open();
  await running;
});
