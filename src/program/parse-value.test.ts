import { describe, expect, it } from 'vitest';
import type { BytesType, PrimitiveName, PrimitiveType } from './idl.ts';
import { parseValue } from './parse-value.ts';

const of = (name: PrimitiveName): PrimitiveType => ({ kind: 'primitive', name });
const bytes = (length?: number): BytesType => (length === undefined ? { kind: 'bytes' } : { kind: 'bytes', length });

describe('parseValue', () => {
  it.each([
    [of('u8'), ' 255 ', 255],
    [of('u32'), '1_000_000', 1_000_000],
    [of('u64'), '1,000,000', 1_000_000n],
    [of('u64'), '18446744073709551615', 2n ** 64n - 1n],
    [of('U256'), `0x${'f'.repeat(64)}`, 2n ** 256n - 1n],
    [of('i8'), '-128', -128],
    [of('i128'), '-170141183460469231731687303715884105728', -(2n ** 127n)],
    [of('bool'), 'true', true],
    [of('char'), '🐢', '🐢'],
    [of('String'), ' kept as it is ', ' kept as it is '],
    [of('String'), '', ''],
    [of('H160'), `0x${'Ab'.repeat(20)}`, `0x${'ab'.repeat(20)}`],
    [of('ActorId'), 'ab'.repeat(20), `0x${'00'.repeat(12)}${'ab'.repeat(20)}`],
    [of('ActorId'), `0x${'01'.repeat(32)}`, `0x${'01'.repeat(32)}`],
    [bytes(), '', '0x'],
    [bytes(), '0xABCD', '0xabcd'],
    [bytes(), '"hé"', '0x68c3a9'],
    [bytes(2), '0x0102', '0x0102'],
  ])('%o takes %s', (type, text, value) => {
    expect(parseValue(type, text)).toEqual({ status: 'ok', value });
  });

  it.each([
    [of('u8'), '256', '256 does not fit u8 (0–255)'],
    [of('u16'), '-1', '-1 does not fit u16 (0–65,535)'],
    [of('i8'), '128', '128 does not fit i8 (−128–127)'],
    [of('u64'), '18446744073709551616', '18446744073709551616 does not fit u64 (0–2^64−1)'],
    [of('u32'), '1.5', '“1.5” is not a whole number'],
    [of('u32'), '12,34', '“12,34” is not a whole number'],
    [of('u32'), 'ten', '“ten” is not a whole number'],
    [of('u8'), '', 'Enter a whole number: u8 (0–255)'],
    [of('u128'), '9'.repeat(5000), 'This number does not fit u128 (0–2^128−1)'],
    [of('bool'), 'yes', 'Enter true or false'],
    [of('char'), 'ab', 'Enter exactly one character'],
    [of('H256'), '0x12', 'H256 needs 64 hex digits; this has 2'],
    [of('ActorId'), '0x1', 'ActorId needs 40 hex digits (an address) or 64; this has 1'],
    [of('ActorId'), '0xg0', '“g” is not a hex digit'],
    [bytes(), '0xabc', 'The last byte has only one hex digit'],
    [bytes(), 'hello', 'Enter bytes as 0x…, or text in double quotes'],
    [bytes(4), '0x00', '[u8; 4] needs 4 bytes; this has 1'],
  ])('%o refuses %s', (type, text, message) => {
    expect(parseValue(type, text)).toEqual({ status: 'invalid', message });
  });

  it('keeps zero out of non-zero types', () => {
    const type: PrimitiveType = { kind: 'primitive', name: 'u8', nonZero: true };
    expect(parseValue(type, '0')).toEqual({ status: 'invalid', message: '0 does not fit NonZeroU8 (1–255)' });
  });
});
