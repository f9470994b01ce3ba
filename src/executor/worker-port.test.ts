import { afterEach, expect, test } from 'vitest';
import { AppError } from '../shared/app-error.ts';
import type { EchoService } from './fixtures/echo-worker.ts';
import { startNodeThread } from './threads.ts';
import { connectWorker } from './worker-port.ts';

const started: { terminate(): void }[] = [];
function start() {
  const worker = connectWorker<EchoService>(startNodeThread('./fixtures/echo-worker.ts', import.meta.url));
  started.push(worker);
  return worker;
}
afterEach(() => {
  for (const worker of started.splice(0)) worker.terminate();
});

test('answers find their calls, in whatever order they come', async () => {
  const worker = start();
  const answers = await Promise.all([worker.call('slowly', ['late', 30]), worker.call('echo', [{ n: 1n }])]);
  expect(answers).toEqual(['late', { n: 1n }]);
});

test('bytes move there and back', async () => {
  const worker = start();
  const bytes = new Uint8Array([1, 2, 3]);
  const doubled = await worker.call('doubled', [bytes], [bytes.buffer]);
  expect(bytes.length).toBe(0);
  expect([...doubled]).toEqual([2, 4, 6]);
});

test('an AppError arrives as one', async () => {
  const error = await start()
    .call('fail', [])
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).toJSON()).toEqual({
    code: 'ECHO',
    shortMessage: 'It failed',
    details: 'why',
    hint: 'what next',
  });
});

test('another error arrives with its stack', async () => {
  await expect(start().call('throwSomething', [])).rejects.toMatchObject({
    code: 'UNEXPECTED',
    details: expect.stringContaining('a bug'),
  });
});

test('events arrive', async () => {
  const worker = start();
  const events: unknown[] = [];
  worker.onEvent((event) => events.push(event));
  await worker.call('tell', ['a']);
  expect(events).toEqual(['a']);
});

test('when a worker dies its calls fail, those under way and later ones', async () => {
  const worker = start();
  const deaths: string[] = [];
  worker.onDeath((error) => deaths.push(error.code));
  const underWay = worker.call('slowly', [1, 10_000]);
  await expect(worker.call('die', [])).rejects.toMatchObject({ code: 'WORKER_DIED' });
  await expect(underWay).rejects.toMatchObject({ code: 'WORKER_DIED' });
  await expect(worker.call('echo', [1])).rejects.toMatchObject({ code: 'WORKER_DIED' });
  expect(deaths).toEqual(['WORKER_DIED']);
});
