import { expect, test } from 'vitest';
import { addressOfKey, randomKey } from './ethereum-key.ts';
import { hexToBytes } from './hex.ts';

test('the first well-known development key has its well-known address', () => {
  const key = hexToBytes('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
  expect(addressOfKey(key)).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
});

test('random keys differ and are valid', () => {
  expect(addressOfKey(randomKey())).not.toBe(addressOfKey(randomKey()));
});

test('zero is no key', () => {
  expect(() => addressOfKey(new Uint8Array(32))).toThrow(RangeError);
});
