import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../shared/hex.ts';
import type { IdlFunction, IdlType } from '../idl.ts';
import { zooIdl } from '../test-vectors/parser.ts';
import type { Value } from '../value.ts';
import { decodeCall } from './decode-call.ts';
import { decodeEvent } from './decode-event.ts';
import { decodeReply } from './decode-reply.ts';
import { decodeValue } from './decode-value.ts';
import { encodeCall } from './encode-call.ts';
import { encodeValue } from './encode-value.ts';

type Vectors = Record<'calls' | 'replies' | 'scaleEvents' | 'ethereumLogs', Record<string, string>>;

const idl = await zooIdl();
const vectors: Vectors = JSON.parse(await readFile(new URL('../test-vectors/zoo.json', import.meta.url), 'utf8'));
const manual = '0x00010000';
const panicked = '0x01000300';

function functionOf(name: string): IdlFunction {
  const all = [...idl.constructors, ...idl.services.flatMap((service) => service.functions)];
  const fn = all.find((candidate) => candidate.name === name);
  if (!fn) throw new Error(`The IDL has no ${name}`);
  return fn;
}

const hex = (byte: string, length: number) => `0x${byte.repeat(length)}`;
const numbers = {
  a: 255,
  b: 65_535,
  c: 2 ** 32 - 1,
  d: 2n ** 64n - 1n,
  e: 2n ** 128n - 1n,
  f: 2n ** 256n - 2n,
  g: -128,
  h: -(2 ** 15),
  i: -(2 ** 31),
  j: -(2n ** 63n),
  k: -(2n ** 127n),
};
const ids = {
  actor: hex('07', 32),
  code: hex('08', 32),
  message: hex('09', 32),
  h160: hex('0a', 20),
  h256: hex('0b', 32),
};
const shapes = [
  { variant: 'Empty', value: null },
  { variant: 'Circle', value: 3 },
  { variant: 'Rect', value: { w: 4, h: 5 } },
  { variant: 'Tagged', value: ['t', true] },
];
const node = { value: 1, next: { some: { value: 2 } } };
const long = bytesToHex(Uint8Array.from({ length: 20_000 }, (_, n) => n));

const calls: Record<string, Value[]> = {
  'constructor Open': ['Zoo', { some: 3 }],
  Numbers: [numbers],
  Ids: [ids],
  Texts: ['żółw 🐢', '0x010203', '0x04040404'],
  Lists: [
    [1, 2, 300],
    [
      ['one', 1],
      ['two', 2],
    ],
    [
      [1, 2],
      [3, 4],
    ],
    [true, null],
  ],
  Shapes: [shapes, 7n, null],
  Nested: [node, { left: 1, right: { some: 'r' } }, 9],
  Long: [long],
};

describe('calls, against Sails’ own client', () => {
  it('has a case for every vector', () => expect(Object.keys(calls).sort()).toEqual(Object.keys(vectors.calls).sort()));

  it.each(Object.entries(calls))('%s', (name, args) => {
    const fn = functionOf(name.replace('constructor ', ''));
    const payload = vectors.calls[name] ?? '';
    expect(bytesToHex(encodeCall(fn, args))).toBe(payload);
    expect(decodeCall(idl, hexToBytes(payload))).toEqual({ status: 'call', fn, args });
    for (const cut of [0, 15, 16, payload.length / 2 - 2]) {
      expect(decodeCall(idl, hexToBytes(payload).slice(0, cut)).status).toBe('undecodable');
    }
  });
});

describe('replies', () => {
  const reply = (key: string, code = manual) => {
    const fn = functionOf(key.split(' ')[0] ?? '');
    return decodeReply(idl, fn, { payload: hexToBytes(vectors.replies[key] ?? ''), code });
  };

  it('decode what Sails encodes', () => {
    expect(reply('Numbers')).toMatchObject({ status: 'value', value: numbers });
    expect(reply('Ids')).toMatchObject({ status: 'value', value: { ok: ids } });
    expect(reply('Ids error')).toMatchObject({ status: 'value', value: { error: 'no ids' } });
    expect(reply('Shapes')).toMatchObject({ value: [shapes, { some: { some: false } }] });
    expect(reply('Nested')).toMatchObject({ status: 'value', value: node });
    expect(reply('Feed')).toMatchObject({ status: 'value', value: 5 });
    expect(reply('Feed error', panicked)).toMatchObject({
      status: 'thrown',
      value: { variant: 'TooMuch', value: { limit: 10 } },
    });
  });

  it('take an empty reply for nothing, and say when more was promised', () => {
    const empty = { payload: new Uint8Array(), code: '0x00000000' };
    expect(decodeReply(idl, functionOf('Long'), empty)).toMatchObject({ status: 'value', value: null });
    expect(decodeReply(idl, functionOf('Feed'), empty)).toMatchObject({
      status: 'undecodable',
      reason: expect.stringContaining('replied with nothing, where Feed answers u32'),
    });
  });

  it('say why bytes are no reply of the function', () => {
    const feed = functionOf('Feed');
    const decode = (payload: string) => decodeReply(idl, feed, { payload: hexToBytes(payload), code: manual });
    expect(decode('0x1234')).toMatchObject({ reason: 'The reply does not begin with a Sails 2 header' });
    expect(decode(vectors.replies.Numbers ?? '')).toMatchObject({
      reason: expect.stringMatching(/^The reply is one of function 5 of the service with interface 0x.*, not of Feed$/),
    });
    expect(decode(`${vectors.replies.Feed}00`)).toMatchObject({
      reason: 'The reply is not a u32: 1 bytes are left over after the value',
    });
    expect(decode((vectors.replies.Feed ?? '').slice(0, -2))).toMatchObject({
      reason: expect.stringContaining('the bytes end early'),
    });
  });

  it('tell a panic’s words and the runtime’s reasons', () => {
    const feed = functionOf('Feed');
    const decode = (text: string, code: string) =>
      decodeReply(idl, feed, { payload: new TextEncoder().encode(text), code });
    expect(decode("panicked with 'too hungry'", panicked)).toEqual({
      status: 'failed',
      reason: 'The program panicked',
      panic: 'too hungry',
    });
    expect(decode("panicked with '<unknown>'", panicked)).toEqual({
      status: 'failed',
      reason: 'The program panicked',
      hint: expect.stringContaining('without panic messages'),
    });
    expect(decode('', '0x01000000')).toEqual({ status: 'failed', reason: 'The message ran out of gas' });
    expect(decode('', '0x01020200')).toMatchObject({ reason: expect.stringContaining('not initialized') });
  });
});

describe('events', () => {
  const zero = `0x${'0'.repeat(40)}`;
  const log = `0x${'f'.repeat(40)}`;
  const by = `0x${'00'.repeat(12)}${'ab'.repeat(20)}`;
  const values: Record<string, Value[]> = { Dimmed: [by, 40, 'evening'], Off: [], On: [1_000_000_000_000n, 'bright'] };

  it.each(Object.entries(values))('%s in SCALE', (name, expected) => {
    const payload = hexToBytes(vectors.scaleEvents[name] ?? '');
    expect(decodeEvent(idl, { destination: zero, payload })).toMatchObject({
      status: 'event',
      encoding: 'scale',
      event: { name, service: 'Lamp' },
      values: expected,
    });
  });

  it.each(Object.entries(values))('%s as an Ethereum log', (name, expected) => {
    const payload = hexToBytes(vectors.ethereumLogs[name] ?? '');
    const decoded = decodeEvent(idl, { destination: log, payload });
    // Of an indexed text Ethereum keeps only the hash.
    const hashed = name === 'Dimmed' ? [by, 40, expect.stringMatching(/^0x[0-9a-f]{64}$/)] : expected;
    expect(decoded).toMatchObject({ status: 'event', encoding: 'ethereum', event: { name }, values: hashed });
    // The last word may be padding, which is not missed.
    for (let end = 0; end <= payload.length - 32; end++) {
      const cut = decodeEvent(idl, { destination: log, payload: payload.slice(0, end) });
      expect(cut?.status).toBe('undecodable');
    }
  });

  it('are not messages to anybody else', () => {
    expect(decodeEvent(idl, { destination: by, payload: new Uint8Array() })).toBeUndefined();
    expect(decodeEvent(idl, { destination: zero, payload: Uint8Array.of(1) })?.status).toBe('undecodable');
  });
});

describe('hostile bytes', () => {
  const u = (name: 'u8' | '()' | 'String' | 'bool'): IdlType => ({ kind: 'primitive', name });
  const tree: IdlType = { kind: 'struct', name: 'Tree', docs: [], fields: [] };
  tree.fields = [{ name: 'child', docs: [], type: { kind: 'option', item: tree } }];

  it.each<[string, IdlType, string, string]>([
    ['a length beyond the bytes', { kind: 'bytes' }, '0xfeffffff', 'the bytes end early'],
    ['endless units', { kind: 'vec', item: u('()') }, '0xfeffffff', 'more than can be shown'],
    ['a length beyond u32', { kind: 'vec', item: u('()') }, '0x13ffffffffffffffff', 'beyond u32'],
    ['a bool of 2', u('bool'), '0x02', 'cannot begin with the byte 2'],
    ['an Option of 2', { kind: 'option', item: u('u8') }, '0x0200', 'cannot begin with the byte 2'],
    ['text that is not UTF-8', u('String'), '0x04ff', 'not UTF-8'],
    ['endless nesting', tree, `0x${'01'.repeat(5000)}`, 'nested more than'],
    [
      'a large array of nothing',
      { kind: 'array', item: u('()'), length: 4_000_000_000 },
      '0x',
      'more than can be shown',
    ],
  ])('%s', (_, type, bytes, message) => {
    expect(() => decodeValue(type, hexToBytes(bytes))).toThrow(message);
  });

  it('reads a view into a larger buffer', () => {
    expect(decodeValue(u('u8'), Uint8Array.of(1, 2, 3).subarray(1, 2))).toBe(2);
  });
});

describe('values that do not fit', () => {
  it.each<[IdlType, Value, string]>([
    [{ kind: 'primitive', name: 'u8' }, 256, '256 does not fit u8 (0–255)'],
    [{ kind: 'primitive', name: 'u8' }, 1.5, '1.5 is not of type u8'],
    [{ kind: 'primitive', name: 'u64' }, 'x', '“x” is not of type u64'],
    [{ kind: 'bytes', length: 2 }, '0x01', 'needs 2 bytes, not 1'],
    [{ kind: 'array', item: { kind: 'primitive', name: 'bool' }, length: 2 }, [true], 'needs 2 items, not 1'],
    [{ kind: 'vec', item: { kind: 'primitive', name: 'bool' } }, [true, 1], '[1]: 1 is not of type bool'],
    [{ kind: 'option', item: { kind: 'primitive', name: 'bool' } }, true, 'needs an object with “some”'],
  ])('%o: %o', (type, value, message) => {
    expect(() => encodeValue(type, value)).toThrow(message);
  });
});
