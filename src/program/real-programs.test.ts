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

it('speaks with the counter', async () => {
  const { wasm, idl, fn } = await program('counter');
  const stranger = { ...fn('Add'), interfaceId: '0x1122334455667788' as Hex };
  const calls: [IdlFunction, number[]][] = [
    [fn('Create'), [5]],
    [fn('Add'), [7]],
    [fn('Value'), []],
    [fn('Sub'), [4_000_000]],
    [stranger, [1]],
  ];
  const address = `0x${'42'.repeat(20)}`;
  const messages = calls.map(([called, args]) => ({
    type: 'message',
    program: address,
    source: 1,
    payload: bytesToHex(encodeCall(called, args)),
  }));
  const setUp = [
    { type: 'create', program: address, code: 'counter' },
    { type: 'topUp', program: address, value: '350000000000000' },
  ];
  const scenario = parseScenario(
    JSON.stringify({ codes: { counter: 'counter.wasm' }, blocks: [{ events: [...setUp, ...messages] }] }),
  );
  const module = await WebAssembly.compile(await readFile(join(root, 'public/engine/engine.wasm')));
  const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  const codes = new Map([['counter', wasm]]);
  const run = runScenario({ scenario, codes, pool, createEngine: (store) => createEngine(module, store) });
  const output = await run.finally(() => pool.terminate());

  const sent = output.blocks.flatMap((block) => block.transitions).flatMap((transition) => transition.messages);
  const replies = sent.flatMap(({ reply, payload }) => (reply ? [{ ...reply, payload: hexToBytes(payload) }] : []));
  const answers = replies.map((reply, index) => decodeReply(idl, calls[index]?.[0] as IdlFunction, reply));
  expect(
    answers.map((reply) => (reply.status === 'value' ? valueText(reply.type, reply.value) : reply.status)),
  ).toEqual(['()', '12', '12', 'failed', 'failed']);
  const events = sent.flatMap(
    (message) => decodeEvent(idl, { ...message, payload: hexToBytes(message.payload) }) ?? [],
  );
  expect(events).toMatchObject([{ status: 'event', encoding: 'scale', event: { name: 'Added' }, values: [12] }]);
});
