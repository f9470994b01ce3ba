import { expect, test } from 'vitest';
import type { ProgramSnapshot } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { changedRows, comparePages } from './compare-pages.ts';

const state = (...pages: [number, Hex][]): ProgramSnapshot => ({
  program: '0xaa',
  codeId: '0xcc',
  status: 'active',
  stateHash: '0x01',
  executableBalance: 0n,
  freeBalance: 0n,
  canonicalQueue: [],
  injectedQueue: [],
  mailbox: [],
  waitlist: [],
  stash: [],
  pages: pages.map(([index, hash]) => ({ index, hash })),
  pageCount: pages.length,
});

test('pages are told apart by their hashes, in order of address', () => {
  const before = state([1, '0x0a'], [3, '0x0b'], [9, '0x0c']);
  const after = state([1, '0x0a'], [2, '0x0d'], [3, '0x0e']);
  expect(comparePages(before, after).map(({ index, change }) => [index, change])).toEqual([
    [1, 'same'],
    [2, 'new'],
    [3, 'changed'],
    [9, 'gone'],
  ]);
  expect(comparePages(null, after).every(({ change }) => change === 'same')).toBe(true);
});

test('rows that differ are found, and an absent page is zeros', () => {
  const before = new Uint8Array(16 * 1024);
  const after = before.slice();
  after[17] = 1;
  after[31] = 1;
  after[16_383] = 1;
  expect(changedRows(before, after, 16)).toEqual([1, 1023]);
  expect(changedRows(null, after, 16)).toEqual([1, 1023]);
  expect(changedRows(before, null, 16)).toEqual([]);
});
