import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEngine } from '../engine/create-engine.ts';
import { Executor } from '../executor/executor.ts';
import { ExecutorPool } from '../executor/executor-pool.ts';
import { runScenario } from '../executor/run-scenario.ts';
import { parseScenario } from '../executor/scenario.ts';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { decodeEvent } from './codec/decode-event.ts';
import { decodeReply } from './codec/decode-reply.ts';
import { encodeCall } from './codec/encode-call.ts';
import type { IdlFunction } from './idl.ts';
import { compareIdl } from './idl-fit.ts';
import { readIdlSection } from './read-idl-section.ts';
import { loadParser } from './test-vectors/parser.ts';
import type { Value } from './value.ts';
import { valueText } from './value-text.ts';

/** The example programs as set-up built them, run in the real engine. */
const root = join(import.meta.dirname, '../..');
const built = join(root, 'build/programs');
const parser = await loadParser();

async function program(name: string) {
  const wasm = new Uint8Array(await readFile(join(built, `${name}.wasm`)));
  const result = parser.parse(await readFile(join(built, `${name}.idl`), 'utf8'));
  if (result.status === 'invalid') throw new Error(`${name}: ${result.problem.message}`);
  const functions = [...result.idl.constructors, ...result.idl.services.flatMap((service) => service.functions)];
  const fn = (wanted: string) => functions.find((candidate) => candidate.name === wanted) as IdlFunction;
  return { wasm, idl: result.idl, fn };
}

it('reads the IDL beside each program and inside its Wasm', async () => {
  const idls = (await readdir(built)).filter((file) => file.endsWith('.idl'));
  expect(idls).toContain('counter.idl');
  for (const file of idls) {
    const { wasm, idl } = await program(file.replace('.idl', ''));
    expect(readIdlSection(wasm)).toBe(idl.text);
    expect(compareIdl(parser, idl, wasm)).toEqual({ status: 'fits' });
  }
});

type Call = [fn: IdlFunction, args: Value[], value?: string];

const address = `0x${'42'.repeat(20)}`;
const user = `0x${'aa'.repeat(20)}`;

/** Sends the calls, the constructor first, and gives the decoded answers and events. */
async function talk({ wasm, idl }: Awaited<ReturnType<typeof program>>, calls: Call[]) {
  const messages = calls.map(([called, args, value = '0']) => ({
    type: 'message',
    program: address,
    source: user,
    payload: bytesToHex(encodeCall(called, args)),
    value,
  }));
  const setUp = [
    { type: 'create', program: address, code: 'it' },
    { type: 'topUp', program: address, value: '350000000000000' },
  ];
  const blocks = [{ events: [...setUp, ...messages] }];
  const scenario = parseScenario(JSON.stringify({ codes: { it: 'it.wasm' }, blocks }));
  const module = await WebAssembly.compile(await readFile(join(root, 'public/engine/engine.wasm')));
  const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  const codes = new Map([['it', wasm]]);
  const run = runScenario({ scenario, codes, pool, createEngine: (store) => createEngine(module, store) });
  const output = await run.finally(() => pool.terminate());

  const sent = output.blocks.flatMap((block) => block.transitions).flatMap((transition) => transition.messages);
  const replies = sent.flatMap(({ reply, payload }) => (reply ? [{ ...reply, payload: hexToBytes(payload) }] : []));
  const answers = replies.map((reply, index) => decodeReply(idl, calls[index]?.[0] as IdlFunction, reply));
  return {
    answers: answers.map((reply) =>
      'value' in reply ? `${reply.status} ${valueText(reply.type, reply.value)}` : reply,
    ),
    events: sent.flatMap((message) => decodeEvent(idl, { ...message, payload: hexToBytes(message.payload) }) ?? []),
  };
}

it('speaks with the counter', async () => {
  const counter = await program('counter');
  const { fn } = counter;
  const stranger = { ...fn('Add'), interfaceId: '0x1122334455667788' as Hex };
  const { answers, events } = await talk(counter, [
    [fn('Create'), [5]],
    [fn('Add'), [7]],
    [fn('Value'), []],
    [stranger, [1]],
  ]);
  expect(answers).toEqual(['value ()', 'value 12', 'value 12', expect.objectContaining({ status: 'failed' })]);
  expect(events).toMatchObject([{ status: 'event', encoding: 'scale', event: { name: 'Added' }, values: [12] }]);
});

it('tells declared errors from panics', async () => {
  const panicker = await program('panicker');
  const { fn } = panicker;
  const { answers } = await talk(panicker, [
    [fn('Create'), []],
    [fn('RefuseOver'), [10, 9]],
    [fn('RefuseOver'), [10, 11]],
    [fn('Panic'), ['on purpose']],
    [fn('Trap'), []],
  ]);
  expect(answers).toEqual([
    'value ()',
    'value 9',
    'thrown TooLarge { limit: 10 }',
    expect.objectContaining({ status: 'failed', reason: 'The program panicked' }),
    expect.objectContaining({ status: 'failed', reason: expect.stringContaining('trap') }),
  ]);
});

it('reads what a payable function did', async () => {
  const vault = await program('vault');
  const { answers, events } = await talk(vault, [
    [vault.fn('Create'), []],
    [vault.fn('Deposit'), [], '1000'],
    [vault.fn('BalanceOf'), [`0x${'00'.repeat(12)}${user.slice(2)}`]],
  ]);
  expect(vault.fn('Deposit').payable).toBe(true);
  expect(answers).toEqual(['value ()', 'value 1,000', 'value 1,000']);
  expect(events).toMatchObject([
    { event: { name: 'Deposited' }, values: [`0x${'00'.repeat(12)}${user.slice(2)}`, 1000n] },
  ]);
});
