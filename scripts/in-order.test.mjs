import { expect, test } from 'vitest';
import { inOrder } from './in-order.mjs';

/** Notes when each task begins and ends; a task takes as many turns of the event loop as its name has letters. */
async function run(tasks, { failing } = {}) {
  const log = [];
  const result = inOrder(tasks, async ({ file }) => {
    log.push(`+${file}`);
    for (let turn = 0; turn < file.length; turn++) await new Promise((done) => setImmediate(done));
    log.push(`-${file}`);
    if (file === failing) throw new Error(`${file} failed`);
  });
  return {
    log,
    error: await result.then(
      () => undefined,
      ({ message }) => message,
    ),
  };
}

test('two at a time, each after what it needs', async () => {
  const tasks = [
    { file: 'aaa' },
    { file: 'b' },
    { file: 'c', after: ['aaa'] },
    { file: 'd' },
    { file: 'e', after: ['c', 'd', 'not chosen'] },
  ];
  const { log, error } = await run(tasks);
  expect(error).toBeUndefined();
  expect(log).toEqual(['+aaa', '+b', '-b', '+d', '-d', '-aaa', '+c', '-c', '+e', '-e']);
});

test('after a failure what is under way ends, and nothing else begins', async () => {
  const { log, error } = await run([{ file: 'aaaa' }, { file: 'b' }, { file: 'c' }], { failing: 'b' });
  expect(error).toBe('b failed');
  expect(log).toEqual(['+aaaa', '+b', '-b', '-aaaa']);
});

test('tasks that wait for each other are told', async () => {
  const { error } = await run([
    { file: 'a', after: ['b'] },
    { file: 'b', after: ['a'] },
  ]);
  expect(error).toContain('a, b');
});
