import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChainRecord } from '../../network/network.ts';
import { decodeReply } from '../../program/codec/decode-reply.ts';
import { encodeCall } from '../../program/codec/encode-call.ts';
import type { IdlFunction, ProgramIdl } from '../../program/idl.ts';
import { loadParser } from '../../program/test-vectors/parser.ts';
import type { Value } from '../../program/value.ts';
import { codeIdOf } from '../../protocol/hashes.ts';
import { actorId, canonicalMessageId } from '../../protocol/identifiers.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';
import { engineModule } from '../fixtures/engine-module.ts';
import type { InFlight, MessageAnswer } from './exploration.ts';
import { WorkerScheduleExplorer } from './schedule-explorer.ts';

/** The template `seat`, as set-up built it: it sells one seat twice, and `BuySafely` does not. */
const built = join(import.meta.dirname, '../../../build/programs');
const [PONG, SEAT]: Hex[] = [`0x${'a1'.repeat(20)}`, `0x${'b2'.repeat(20)}`];
const [ALICE, BOB] = ['01', '02'].map((digits) => actorId(`0x${digits.repeat(20)}`)) as [Hex, Hex];

let explorer: WorkerScheduleExplorer;
let base: ChainRecord;
let idl: ProgramIdl;
beforeAll(async () => {
  explorer = new WorkerScheduleExplorer({ module: await engineModule(), workers: 1 });
  const parsed = (await loadParser()).parse(await readFile(join(built, 'seat.idl'), 'utf8'));
  if (parsed.status === 'invalid') throw new Error(parsed.problem.message);
  idl = parsed.idl;
  const codes = new Map<Hex, Uint8Array>();
  const create = async (program: Hex, name: string, payload: Uint8Array) => {
    const wasm = new Uint8Array(await readFile(join(built, `${name}.wasm`)));
    codes.set(codeIdOf(wasm), wasm);
    const ids = { program: actorId(program) };
    return [
      { type: 'create' as const, ...ids, codeId: codeIdOf(wasm) },
      { type: 'topUp' as const, ...ids, value: '900000000000000' },
      message(program, 0, ALICE, payload),
    ];
  };
  const events = [
    ...(await create(PONG as Hex, 'pong', new Uint8Array())),
    ...(await create(SEAT as Hex, 'seat', encodeCall(fn('Create'), [actorId(PONG as Hex)]))),
  ];
  base = { blocks: [{ height: 1, timestamp: 1000, events }], codes };
}, 60_000);
afterAll(() => explorer?.terminate());

function message(program: Hex, nonce: number, source: Hex, payload: Uint8Array): InFlight {
  const ids = { program: actorId(program), id: canonicalMessageId(program, nonce), source };
  return { type: 'message', ...ids, payload: bytesToHex(payload), value: '0', callReply: false };
}

function fn(name: string): IdlFunction {
  const all = [...idl.constructors, ...idl.services.flatMap(({ functions }) => functions)];
  return all.find((candidate) => candidate.name === name) as IdlFunction;
}

/** The answers to two calls and the number of tickets sold, for each outcome. */
async function explore(name: string, senders: [Hex, Hex]) {
  const call = encodeCall(fn(name), []);
  const sold = { program: actorId(SEAT as Hex), source: ALICE, payload: bytesToHex(encodeCall(fn('Sold'), [])) };
  const { outcomes } = await explorer.explore({
    base,
    messages: senders.map((sender, index) => message(SEAT as Hex, index + 1, sender, call)),
    start: { height: 2, timestamp: 1012 },
    blocks: 2,
    count: 50,
    seed: 1,
    questions: [sold],
    compareStates: false,
  });
  return outcomes.map(({ outcome }) => [
    ...outcome.answers.map((answer) => read(name, answer)),
    read('Sold', outcome.replies[0] as MessageAnswer),
  ]);
}

function read(name: string, answer: MessageAnswer | { status: 'noReply' }): Value | undefined {
  if (answer.status !== 'replied') return answer.status;
  const reply = decodeReply(idl, fn(name), { payload: hexToBytes(answer.payload), code: answer.code });
  return reply.status === 'value'
    ? reply.value
    : reply.status === 'failed'
      ? (reply.panic ?? reply.reason)
      : reply.status;
}

// Example programs are built without the words of their panics.
const taken = 'The program panicked';

test('the seat is sold twice when both buyers meet in one block', async () => {
  const ends = await explore('Buy', [ALICE, BOB]);
  expect(ends).toHaveLength(4);
  expect(ends).toContainEqual([1, 2, 2]);
  expect(ends).toContainEqual([2, 1, 2]);
  expect(ends).toContainEqual([1, taken, 1]);
  expect(ends).toContainEqual([taken, 1, 1]);
});

test('even one impatient buyer has two outcomes, and the right program one', async () => {
  expect(await explore('Buy', [ALICE, ALICE])).toEqual([
    [1, 2, 2],
    [1, taken, 1],
  ]);
  expect(await explore('BuySafely', [ALICE, ALICE])).toEqual([[1, taken, 1]]);
});
