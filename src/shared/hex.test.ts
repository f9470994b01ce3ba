import { expect, test } from 'vitest';
import { bytesToHex, hexToBytes, isHex } from './hex.ts';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('all bytes there and back, in either case', () => {
  expect(hexToBytes(bytesToHex(all))).toEqual(all);
  expect(hexToBytes(`0x${bytesToHex(all).slice(2).toUpperCase()}`)).toEqual(all);
  expect(hexToBytes('0x')).toEqual(new Uint8Array());
});

test.each([
  '',
  '0',
  '12',
  '0x1',
  '0x1g',
  '0xg1',
  '0x1 ',
  '0x:0',
  '0x/0',
  '0x@0',
  '0x`0',
  '0xé0',
  '0x0ÿ',
  '0X12',
  '0x😀',
])('is refused: %s', (text) => {
  expect(isHex(text)).toBe(false);
  expect(() => hexToBytes(text)).toThrow(RangeError);
});
