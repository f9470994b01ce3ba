import { afterEach, expect, test, vi } from 'vitest';
import { AppError } from '../shared/app-error.ts';
import { ExecutorPool, type ExecutorPoolParameters, type PoolWorker } from './executor-pool.ts';
import type { EchoService } from './fixtures/echo-worker.ts';
import { startNodeThread } from './threads.ts';
import { connectWorker } from './worker-port.ts';

class EchoExecutor implements PoolWorker {
  readonly remote = connectWorker<EchoService>(startNodeThread('./fixtures/echo-worker.ts', import.meta.url));
  readonly ready = this.remote.call('echo', ['ready']);
  readonly terminate = () => this.remote.terminate();
  readonly onDeath = (listener: () => void) => this.remote.onDeath(listener);
}

const pools: ExecutorPool<EchoExecutor>[] = [];
function start(size: number, parameters: Partial<ExecutorPoolParameters<EchoExecutor>> = {}) {
  const pool = new ExecutorPool({ size, start: () => new EchoExecutor(), ...parameters });
  pools.push(pool);
  return pool;
}
afterEach(() => {
  for (const pool of pools.splice(0)) pool.terminate();
});

const allStarted = (pool: ExecutorPool<EchoExecutor>) =>
  vi.waitFor(() => expect(pool.status().map(({ state }) => state)).not.toContain('starting'), 5000);

test('more jobs than workers all run, no more at once than there are workers', async () => {
  const pool = start(2);
  await allStarted(pool);
  let running = 0;
  let most = 0;
  const jobs = Array.from({ length: 9 }, (_, index) =>
    pool.run(`program ${index}`, async ({ remote }) => {
      most = Math.max(most, ++running);
      const answer = await remote.call('slowly', [index, 5]);
      running--;
      return answer;
    }),
  );
  expect(await Promise.all(jobs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(2);
  expect(pool.status().reduce((sum, { runs }) => sum + runs, 0)).toBe(9);
});

test('a program returns to the worker that ran it last', async () => {
  const pool = start(3);
  await allStarted(pool);
  const where = (program: string) =>
    pool.run(program, async ({ remote }, index) => remote.call('slowly', [index, 100]));
  const programs = ['a', 'b', 'c'];
  const homes = await Promise.all(programs.map(where));
  expect(new Set(homes).size).toBe(3);
  for (const index of [2, 0, 1, 0]) expect(await where(programs[index] ?? '')).toBe(homes[index]);
});

test('a worker that dies is replaced and its job repeated', async () => {
  const pool = start(1);
  let attempts = 0;
  const answer = await pool.run('a', ({ remote }) => remote.call(attempts++ === 0 ? 'die' : 'echo', ['x'] as never));
  expect(answer).toBe('x');
  expect(attempts).toBe(2);
});

test('a job that kills every worker fails, the others go on', async () => {
  const pool = start(1);
  const deadly = pool.run('a', ({ remote }) => remote.call('die', []));
  const harmless = pool.run('b', ({ remote }) => remote.call('echo', [1]));
  await expect(deadly).rejects.toMatchObject({ code: 'EXECUTORS_DIED' });
  expect(await harmless).toBe(1);
});

test('a worker that never answers counts as dead', async () => {
  // On a busy machine an honest answer takes a while too.
  const pool = start(1, { runTimeout: 500 });
  let attempts = 0;
  expect(await pool.run('a', ({ remote }) => remote.call(attempts++ === 0 ? 'spin' : 'echo', [2] as never))).toBe(2);
});

test('a job is cancelled while it waits and while it runs', async () => {
  const pool = start(1);
  const running = new AbortController();
  const waiting = new AbortController();
  await allStarted(pool);
  const first = pool.run('a', ({ remote }) => remote.call('spin', []), running.signal);
  const second = pool.run('b', ({ remote }) => remote.call('echo', [1]), waiting.signal);
  const third = pool.run('c', ({ remote }) => remote.call('echo', [3]));
  waiting.abort(new Error('not wanted'));
  await expect(second).rejects.toThrow('not wanted');
  expect(pool.status()[0]?.state).toBe('busy');
  running.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  expect(await third).toBe(3);
});

test('its size changes under way', async () => {
  const pool = start(1);
  pool.resize(3);
  expect(pool.status()).toHaveLength(3);
  const answers = Promise.all([1, 2, 3].map((n) => pool.run(`${n}`, ({ remote }) => remote.call('slowly', [n, 20]))));
  pool.resize(1);
  expect(await answers).toEqual([1, 2, 3]);
  expect(pool.status()).toHaveLength(1);
});

test('workers that cannot start fail the jobs', async () => {
  const pool = new ExecutorPool<PoolWorker>({
    size: 1,
    start: () => ({ ready: Promise.reject(new Error('no engine')), terminate() {}, onDeath() {} }),
  });
  await expect(pool.run('a', async () => 1)).rejects.toThrow('no engine');
});

test('after the end nothing is left waiting', async () => {
  const pool = start(1);
  const job = pool.run('a', ({ remote }) => remote.call('spin', []));
  const waiting = pool.run('b', async () => 1);
  pool.terminate();
  await expect(waiting).rejects.toMatchObject({ code: 'POOL_TERMINATED' });
  await expect(job).rejects.toMatchObject({ code: 'POOL_TERMINATED' });
});

test('that the machine has no room for a run is told as it is', async () => {
  const pool = start(1);
  const error = new AppError({
    code: 'OUT_OF_MEMORY',
    shortMessage: 'There is no room for a program memory of 2048 MiB',
  });
  let attempts = 0;
  const job = pool.run('a', async () => {
    attempts++;
    throw error;
  });
  await expect(job).rejects.toBe(error);
  expect(attempts).toBe(3);
});

test('a worker whose engine broke is ended, and one takes its place', async () => {
  let started = 0;
  const pool = start(1, {
    start: () => {
      started++;
      return new EchoExecutor();
    },
  });
  await allStarted(pool);
  let attempts = 0;
  const answer = pool.run('a', async ({ remote }) => {
    if (attempts++ === 0) throw new AppError({ code: 'ENGINE_BROKEN', shortMessage: 'It stopped' });
    return remote.call('echo', [attempts]);
  });
  expect(await answer).toBe(2);
  expect(started).toBe(2);
});
