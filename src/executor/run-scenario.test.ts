import { afterEach, expect, test } from 'vitest';
import { createEngine } from '../engine/create-engine.ts';
import { bytesToHex } from '../shared/hex.ts';
import { Executor } from './executor.ts';
import { ExecutorPool } from './executor-pool.ts';
import { engineModule } from './fixtures/engine-module.ts';
import { bytes, call, toolbox } from './fixtures/toolbox.ts';
import { runScenario } from './run-scenario.ts';
import { parseScenario } from './scenario.ts';

const PROGRAMS = 6;
const address = (index: number) => `0x${(0x42 + index).toString(16).repeat(20)}` as const;

/** Programs that talk to each other, wait, panic and one that runs until its gas is gone. */
const scenario = parseScenario(
  JSON.stringify({
    codes: { toolbox: 'toolbox.wasm' },
    blocks: [
      {
        events: Array.from({ length: PROGRAMS }, (_, index) => [
          { type: 'create', program: address(index), code: 'toolbox' },
          { type: 'topUp', program: address(index), value: '30000000000000' },
          { type: 'message', program: address(index), source: 1 },
        ]).flat(),
      },
      {
        events: Array.from({ length: PROGRAMS }, (_, index) => {
          const next = address((index + 1) % PROGRAMS);
          const messages = [call.send(next, 0n, call.reply(bytes(`${index}`))), call.wait(bytes('w')), call.panic('p')];
          if (index === 2) messages.push(call.spin());
          return messages.map((payload) => ({
            type: 'message',
            program: address(index),
            source: 1,
            payload: bytesToHex(payload),
          }));
        }).flat(),
      },
      {},
      {},
      {},
    ],
  }),
);

const pools: ExecutorPool<Executor>[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.terminate();
});

async function run(workers: number, disturb: (pool: ExecutorPool<Executor>) => Promise<void> = async () => {}) {
  const module = await engineModule();
  const pool = new ExecutorPool({ size: workers, start: (index) => new Executor(index, module) });
  pools.push(pool);
  const codes = new Map([['toolbox', await toolbox()]]);
  const output = runScenario({ scenario, codes, pool, createEngine: (store) => createEngine(module, store) });
  await Promise.all([output, disturb(pool)]);
  return JSON.stringify(await output);
}

test('the output is the same with one worker and with three', async () => {
  const one = await run(1);
  expect(one).toContain('"outcome":"Success"');
  expect(one).toContain('RanOutOfGas');
  expect(await run(3)).toBe(one);
});

test('workers that are killed under way do not change it', async () => {
  const undisturbed = await run(2);
  let killed = 0;
  const disturbed = await run(2, async (pool) => {
    while (killed < 2) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const busy = pool.status().find(({ state, runs }) => state === 'busy' && runs > 0);
      if (!busy) continue;
      pool.workers()[busy.index]?.terminate();
      killed++;
    }
  });
  expect(killed).toBe(2);
  expect(disturbed).toBe(undisturbed);
});

test('executors that ran another chain before give the same', async () => {
  const module = await engineModule();
  const pool = new ExecutorPool({ size: 2, start: (index) => new Executor(index, module) });
  pools.push(pool);
  const codes = new Map([['toolbox', await toolbox()]]);
  const outputs = [];
  for (let chain = 0; chain < 3; chain++) {
    outputs.push(await runScenario({ scenario, codes, pool, createEngine: (store) => createEngine(module, store) }));
  }
  expect(outputs[1]).toEqual(outputs[0]);
  expect(outputs[2]).toEqual(outputs[0]);
});

test('a run can be cancelled', async () => {
  const module = await engineModule();
  const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  pools.push(pool);
  const controller = new AbortController();
  const output = runScenario({
    scenario,
    codes: new Map([['toolbox', await toolbox()]]),
    pool,
    createEngine: (store) => createEngine(module, store),
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(new Error('enough')), 20);
  await expect(output).rejects.toThrow('enough');
});
