import { expect, it } from 'vitest';
import { buildKey } from './build-key.ts';

it('names a build by its files and the toolchain', () => {
  const key = buildKey({ a: '1', b: '2' }, 'toolchain');
  expect(key).toMatch(/^0x[0-9a-f]{64}$/);
  expect(buildKey({ b: '2', a: '1' }, 'toolchain')).toBe(key);
  expect(buildKey({ a: '1', b: '3' }, 'toolchain')).not.toBe(key);
  expect(buildKey({ a: '1', b2: '' }, 'toolchain')).not.toBe(key);
  expect(buildKey({ a: '1', b: '2' }, 'other')).not.toBe(key);
});
