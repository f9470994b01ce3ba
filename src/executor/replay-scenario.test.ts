import { expect, test } from 'vitest';
import { bytesToHex } from '../shared/hex.ts';
import { engineModule } from './fixtures/engine-module.ts';
import { bytes, call, toolbox } from './fixtures/toolbox.ts';
import type { ReplayProgress } from './replay.ts';
import { replayScenario } from './replay-scenario.ts';

const PROGRAMS = 4;
const address = (index: number) => `0x${(0x42 + index).toString(16).repeat(20)}` as const;
const each = <Event>(events: (index: number) => Event[]) =>
  Array.from({ length: PROGRAMS }, (_, index) => events(index)).flat();

const scenario = JSON.stringify({
  codes: { toolbox: 'toolbox.wasm' },
  blocks: [
    {
      events: each((index) => [
        { type: 'create', program: address(index), code: 'toolbox' },
        { type: 'topUp', program: address(index), value: '30000000000000' },
        { type: 'message', program: address(index), source: 1 },
      ]),
    },
    {
      events: each((index) => {
        const next = address((index + 1) % PROGRAMS);
        return [call.send(next, 0n, call.reply(bytes(`${index}`))), call.panic('p')].map((payload) => ({
          type: 'message',
          program: address(index),
          source: 1,
          payload: bytesToHex(payload),
        }));
      }),
    },
    {},
  ],
});

async function replay(
  executors: number,
  rest: { signal?: AbortSignal; onProgress?: (progress: ReplayProgress) => void } = {},
) {
  const codes = new Map([['toolbox', await toolbox()]]);
  return replayScenario({ module: await engineModule(), scenario, codes, executors, setUpBlocks: 1, ...rest });
}

test('with any number of executors the same comes out, and it is told who ran what', async () => {
  const progress: ReplayProgress[] = [];
  const [one, three] = await Promise.all([replay(1, { onProgress: (at) => progress.push(at) }), replay(3)]);
  expect(three.outputHash).toBe(one.outputHash);
  expect(three.programs).toEqual(one.programs);
  expect(one.programs.map(({ program, queued }) => [program, queued])).toEqual(each((index) => [[address(index), 0]]));

  expect(new Set(one.runs.map(({ executor }) => executor))).toEqual(new Set([0]));
  expect(new Set(three.runs.map(({ executor }) => executor)).size).toBe(3);
  const told = (runs: typeof one.runs) =>
    runs.map(({ program, gas, messages, chunk, height }) => ({ program, gas, messages, chunk, height }));
  expect(told(three.runs)).toEqual(told(one.runs));
  expect(one.runs.every(({ height }) => height === 2)).toBe(true);
  expect(one.runs.reduce((sum, { duration }) => sum + duration, 0)).toBeLessThanOrEqual(one.wallTime + 5);
  expect(progress).toEqual([1, 2, 3].map((blocks) => ({ blocks, of: 3 })));
});

test('an aborted replay ends with the reason', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  await expect(replay(2, { signal: abort.signal, onProgress: () => abort.abort(reason) })).rejects.toBe(reason);
  await expect(replay(2, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('what cannot be run is told', async () => {
  const module = await engineModule();
  const rest = { module, setUpBlocks: 0, scenario: '{"codes":{"bad":"bad.wasm"},"blocks":[{}]}', executors: 1 };
  const codes = new Map([['bad', new Uint8Array([0, 1, 2])]]);
  await expect(replayScenario({ ...rest, codes })).rejects.toMatchObject({ code: 'CODE_REFUSED' });
  await expect(replayScenario({ ...rest, codes, scenario: 'x' })).rejects.toMatchObject({ code: 'BAD_SCENARIO' });
  await expect(replayScenario({ ...rest, codes, executors: 17 })).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
});
