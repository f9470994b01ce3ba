import { expect, test } from 'vitest';
import { MIN_EXECUTABLE_BALANCE } from '../../executor/injected-rules.ts';
import type { Hex } from '../../shared/hex.ts';
import { Mempool, type PooledTransaction } from './mempool.ts';

const program: Hex = `0x${'42'.repeat(20)}`;
const transaction = (changes: Partial<PooledTransaction> = {}): PooledTransaction => ({
  id: '0x01',
  program,
  source: `0x${'43'.repeat(20)}`,
  payload: '0x',
  value: 0n,
  salt: '0x',
  referenceBlock: '0x',
  referenceHeight: 10,
  ...changes,
});
const ready = { requiresInitMessage: false, executableBalance: MIN_EXECUTABLE_BALANCE };

test('the least balance is 0.2 WVARA', () => {
  expect(MIN_EXECUTABLE_BALANCE).toBe(200_000_000_000n);
});

test('a transaction for a program that can take it is ready and leaves the pool', () => {
  const pool = new Mempool();
  expect(pool.insert(transaction(), 12)).toBeUndefined();
  expect(pool.review(12, () => ready).ready).toEqual([transaction()]);
  expect(pool.transactions).toEqual([]);
});

test.each([
  ['value', transaction({ value: 1n }), 'cannot carry value'],
  ['too large a payload', transaction({ payload: `0x${'00'.repeat(126 * 1024 + 1)}` }), '129,024'],
  ['an old reference block', transaction({ referenceHeight: 1 }), 'outdated'],
])('%s is refused at the door', (_, refused, reason) => {
  const pool = new Mempool();
  expect(pool.insert(refused, 33)).toContain(reason);
  expect(pool.transactions).toEqual([]);
});

test.each([
  ['there is no program', undefined, 'there is none'],
  ['it has had no init message', { ...ready, requiresInitMessage: true }, 'init message'],
  ['it is short of balance', { ...ready, executableBalance: MIN_EXECUTABLE_BALANCE - 1n }, 'holds 0.1999 WVARA'],
])('while %s, it waits and says so', (_, recipient, reason) => {
  const pool = new Mempool();
  pool.insert(transaction(), 12);
  const { ready: taken, waiting } = pool.review(12, () => recipient);
  expect(taken).toEqual([]);
  expect(waiting[0]?.reason).toContain(reason);
  expect(waiting[0]?.reason).toContain('dropped at block 42');
  expect(pool.review(13, () => ready).ready).toHaveLength(1);
});

test('it is refused when its reference block is too old, one block earlier not yet', () => {
  const pool = new Mempool();
  pool.insert(transaction(), 12);
  expect(pool.review(41, () => undefined).refused).toEqual([]);
  expect(pool.review(42, () => ready)).toMatchObject({
    ready: [],
    refused: [{ reason: expect.stringContaining('outdated') }],
  });
  expect(pool.transactions).toEqual([]);
});

test('a block takes up what fits, in order; the rest comes with the next', () => {
  const pool = new Mempool();
  const large = `0x${'00'.repeat(60 * 1024)}` as const;
  for (const id of ['0x01', '0x02', '0x03'] as const) pool.insert(transaction({ id, payload: large }), 12);
  expect(pool.review(12, () => ready).ready.map(({ id }) => id)).toEqual(['0x01', '0x02']);
  expect(pool.review(12, () => ready).ready.map(({ id }) => id)).toEqual(['0x03']);
});

test('the largest payload fits into a block', () => {
  const pool = new Mempool();
  pool.insert(transaction({ payload: `0x${'00'.repeat(126 * 1024)}` }), 12);
  expect(pool.review(12, () => ready).ready).toHaveLength(1);
});
