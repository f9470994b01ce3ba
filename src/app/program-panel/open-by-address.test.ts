import { expect, test } from 'vitest';
import { addressProblem } from './open-by-address.ts';

test('an address is 20 bytes in hex', () => {
  expect(addressProblem(` 0x${'aB'.repeat(20)} `)).toBeNull();
  for (const text of ['', '0x12', `0x${'ab'.repeat(32)}`, `0x${'zz'.repeat(20)}`, 'counter.eth']) {
    expect(addressProblem(text), text).not.toBeNull();
  }
});
