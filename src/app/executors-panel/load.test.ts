import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseScenario } from '../../executor/scenario.ts';
import type { LedgerEntry, MessageRecord, ProgramSummary } from '../../network/network.ts';
import { IdlParser } from '../../program/parse-idl.ts';
import type { Hex } from '../../shared/hex.ts';
import { parseIdlText } from '../../stores/interfaces.ts';
import { RECIPES, readyMadeLoad } from './ready-made-load.ts';
import { replayablePart, sessionLoad } from './session-load.ts';

const build = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url));

test('a ready-made load is a scenario whose ids are all different', async () => {
  const parser = await IdlParser.load(await WebAssembly.compile(build('public/engine/idl.wasm')));
  for (const recipe of RECIPES) {
    const idl = parseIdlText(parser, build(`build/programs/${recipe.template}.idl`).toString());
    const load = readyMadeLoad({ recipe, wasm: new Uint8Array(), idl, programs: 20, messages: 30 });
    const { codes, blocks } = parseScenario(load.scenario);
    expect(codes.map(({ name }) => name)).toEqual([...load.codes.keys()]);
    const messages = blocks.flatMap(({ events }) => events).filter((event) => event.type === 'message');
    expect(load.messages).toBe(600);
    expect(messages).toHaveLength(600 + 20 * recipe.setUp.length);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    expect(new Set(messages.map(({ program }) => program)).size).toBe(20);
    // No block sends more replies than the network lets it.
    for (const { events } of blocks.slice(load.setUpBlocks)) expect(events.length).toBeLessThan(128);
    expect(load.labelOf(`0x${(messages.at(-1)?.program ?? '').slice(26)}`)).toBe(`${recipe.template} 20`);
  }
});

const account: Hex = `0x${'ee'.repeat(20)}`;
const [ping, pong, foreign] = ['11', '22', '33'].map((byte): Hex => `0x${byte.repeat(20)}`) as [Hex, Hex, Hex];
const hash = (byte: string): Hex => `0x${byte.repeat(32)}`;

const summary = (program: Hex): ProgramSummary => ({
  program,
  codeId: hash('c0'),
  status: 'active',
  stateHash: hash('aa'),
  executableBalance: 1n,
  freeBalance: 0n,
});

function message(byte: string, rest: Partial<MessageRecord>): MessageRecord {
  const states = { stateHashBefore: hash('00'), stateHashAfter: hash('01') };
  return {
    id: hash(byte),
    program: ping,
    source: account,
    route: 'canonical',
    payload: new Uint8Array([1]),
    value: 0n,
    status: 'settled',
    sentAt: 0,
    outgoing: [],
    execution: { outcome: 'Success', gasBurned: 1, charged: true, cost: 100n, height: 1, ...states },
    ...rest,
  };
}

const { execution: _, ...notExecuted } = message('07', { status: 'refused' });
const messages = [
  message('01', {}),
  message('02', { program: pong, value: 5n }),
  message('03', { route: 'injected' }),
  message('04', { program: pong, source: ping, causedBy: hash('03') }),
  message('05', { route: 'reply' }),
  message('06', { program: foreign }),
  notExecuted,
  message('08', { source: `0x${'00'.repeat(20)}` }),
];
const ledger: LedgerEntry[] = [
  { at: 0, program: ping, kind: 'topUp', amount: 100n },
  { at: 1, program: ping, kind: 'burn', amount: -10n },
  { at: 2, program: ping, kind: 'topUp', amount: 50n },
  { at: 3, program: pong, kind: 'topUp', amount: 70n },
  { at: 4, program: pong, kind: 'freeTopUp', amount: 9n },
  { at: 5, program: foreign, kind: 'forked', amount: 9n },
];
const session = {
  programs: new Map([ping, pong, foreign].map((program) => [program, summary(program)])),
  messages: new Map(messages.map((message) => [message.id, message])),
  ledger,
};

test('a session is replayed from what people sent to the programs that were created in it', () => {
  const part = replayablePart(session);
  expect(part.programs.map(({ program }) => program)).toEqual([ping, pong]);
  expect(part.messages.map(({ id }) => id)).toEqual([hash('01'), hash('02'), hash('03')]);
  expect(part.notes).toEqual([
    'Left out: 1 program that came from another network.',
    'Left out: 1 reply of people to messages in the mailbox.',
  ]);

  const codes = new Map([[hash('c0'), new Uint8Array([0])]]);
  const load = sessionLoad(part, { ledger, codes, times: 3, labelOf: (program) => program });
  expect([load.programs, load.messages]).toEqual([2, 3]);
  const [setUp, first] = parseScenario(load.scenario).blocks;
  const padded = (address: Hex) => `0x${address.slice(2).padStart(64, '0')}`;
  expect(setUp?.events).toMatchObject([
    { type: 'create', program: padded(ping), code: hash('c0') },
    { type: 'topUp', value: '450' },
    { type: 'message', id: hash('01'), source: padded(account), payload: '0x01' },
    { type: 'create', program: padded(pong) },
    { type: 'topUp', value: '210' },
    { type: 'ownedTopUp', value: '9' },
    { type: 'message', id: hash('02'), value: '5' },
  ]);
  expect(first?.events).toMatchObject([{ type: 'injected', salt: hash('03'), source: padded(account) }, {}, {}]);
  const salts = first?.events.map((event) => event.type === 'injected' && event.salt);
  expect(new Set(salts).size).toBe(3);
});
