import { expect, test } from 'vitest';
import { AppError } from '../shared/app-error.ts';
import { parseScenario } from './scenario.ts';

const parse = (scenario: unknown) => parseScenario(JSON.stringify(scenario));
const event = (event: unknown) =>
  parse({ codes: { ping: 'ping.wasm' }, blocks: [{ events: [event] }] }).blocks[0]?.events[0];
const word = (text: string) => `0x${text.padStart(64, '0')}`;

test('heights count up from 1, timestamps are 12 s apart', () => {
  const { blocks } = parse({ codes: {}, blocks: [{}, { height: 10 }, { timestamp: 5 }] });
  expect(blocks.map(({ height, timestamp }) => [height, timestamp])).toEqual([
    [1, 12],
    [10, 120],
    [11, 5],
  ]);
});

test('a number is an id as the runtime makes it of a number', () => {
  expect(event({ type: 'topUp', program: 0x0102, value: 7 })).toEqual({
    type: 'topUp',
    program: `0x${'00'.repeat(12)}0201${'00'.repeat(18)}`,
    value: '7',
  });
  expect(event({ type: 'claim', program: 1, source: 2, repliedTo: 3 })).toMatchObject({
    repliedTo: `0x03${'00'.repeat(31)}`,
  });
});

test('an address is padded on the left, capital letters are made small', () => {
  const address = `0x${'Ab'.repeat(20)}`;
  expect(event({ type: 'topUp', program: address, value: '1' })).toMatchObject({ program: word('ab'.repeat(20)) });
});

test('missing message ids count up over the whole scenario', () => {
  const message = { type: 'message', program: 1, source: 2 };
  const { blocks } = parse({
    codes: {},
    blocks: [{ events: [message, { ...message, id: 9 }] }, { events: [message] }],
  });
  const ids = blocks.flatMap(({ events }) => events.map((event) => 'id' in event && event.id.slice(0, 4)));
  expect(ids).toEqual(['0x01', '0x09', '0x02']);
});

test('a payload is hex or text', () => {
  const payload = (payload?: string) => event({ type: 'message', program: 1, source: 2, payload });
  expect(payload('PING')).toMatchObject({ payload: '0x50494e47', value: '0', callReply: false });
  expect(payload('0xAB')).toMatchObject({ payload: '0xab' });
  expect(payload()).toMatchObject({ payload: '0x' });
});

test('a recorded injected message names its source, whose key nobody knows', () => {
  const source = `0x${'77'.repeat(20)}`;
  expect(event({ type: 'injected', program: 1, payload: 'x', source })).toMatchObject({
    source: `0x${'00'.repeat(12)}${'77'.repeat(20)}`,
  });
});

test('an injected message comes from the address of its key', () => {
  const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
  expect(event({ type: 'injected', program: 1, payload: 'x', key })).toEqual({
    type: 'injected',
    program: expect.any(String),
    source: word('f39fd6e51aad88f6f4ce6ab8827279cfffb92266'),
    payload: '0x78',
    value: '0',
    salt: '0x',
    referenceBlock: word(''),
  });
});

test('codes are in the order of their names', () => {
  const { codes } = parse({ codes: { b: 'x', 10: 'y', a: 'z', ab: 'w' }, blocks: [] });
  expect(codes.map(({ name }) => name)).toEqual(['10', 'a', 'ab', 'b']);
});

test('fields of the app are left alone', () => {
  const scenario = { title: 'mine', codes: {}, blocks: [{ note: 'x', events: [] }] };
  expect(parse(scenario).blocks).toHaveLength(1);
});

test.each([
  ['no JSON', '{', 'it is not JSON'],
  ['no blocks', '{"codes":{}}', 'blocks'],
  ['an unknown event', '{"codes":{},"blocks":[{"events":[{"type":"mesage"}]}]}', 'blocks.0.events.0.type'],
  ['a bad id', '{"codes":{},"blocks":[{"events":[{"type":"topUp","program":"0x42","value":1}]}]}', 'program'],
  ['a negative value', '{"codes":{},"blocks":[{"events":[{"type":"topUp","program":1,"value":-1}]}]}', 'value'],
  [
    'too large a value',
    `{"codes":{},"blocks":[{"events":[{"type":"topUp","program":1,"value":"${2n ** 128n}"}]}]}`,
    '2^128',
  ],
  ['an imprecise number', '{"codes":{},"blocks":[{"events":[{"type":"topUp","program":1,"value":1e20}]}]}', 'value'],
  ['an unlisted code', '{"codes":{},"blocks":[{"events":[{"type":"create","program":1,"code":"x"}]}]}', 'not listed'],
  [
    'a zero key',
    `{"codes":{},"blocks":[{"events":[{"type":"injected","program":1,"key":"${word('')}"}]}]}`,
    'secret key',
  ],
  [
    'half a byte',
    '{"codes":{},"blocks":[{"events":[{"type":"message","program":1,"source":1,"payload":"0x1"}]}]}',
    'payload',
  ],
])('%s is refused with its place', (_, text, message) => {
  const error = caught(() => parseScenario(text));
  expect(error.code).toBe('BAD_SCENARIO');
  expect(error.message).toContain(message);
});

function caught(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
