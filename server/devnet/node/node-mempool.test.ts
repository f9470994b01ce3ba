import { expect, test } from 'vitest';
import { MAX_PAYLOAD_SIZE, MIN_EXECUTABLE_BALANCE } from '../../../src/executor/injected-rules.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { NodeMempool } from './node-mempool.ts';
import type { PooledTransaction } from './pooled-transaction.ts';

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const PROGRAM: Hex = `0x${'42'.repeat(20)}`;

function transaction(id: string, changes: Partial<PooledTransaction> = {}): PooledTransaction {
  const base = { destination: PROGRAM, payload: '0x' as Hex, value: 0n, referenceBlock: hash('a'), salt: '0x' as Hex };
  return { id: hash(id), ...base, signature: '0x', address: PROGRAM, ...changes };
}

const door = (height: number, isIncluded = false) => ({
  height,
  heightOf: (block: Hex) => (block === hash('a') ? 10 : undefined),
  isIncluded: () => isIncluded,
});

const block = (executableBalance: bigint, requiresInitMessage = false) => ({
  ancestors: new Set([hash('a')]),
  programs: new Map([
    [PROGRAM, { program: PROGRAM, codeId: hash('c'), stateHash: hash('d'), requiresInitMessage, executableBalance }],
  ]),
  touched: [],
});

test('at the door', () => {
  const pool = new NodeMempool([transaction('1')], 2);
  expect(pool.judge(transaction('2'), door(41))).toBe('inserted');
  expect(pool.judge(transaction('1'), door(41))).toBe('alreadyInPool');
  expect(pool.judge(transaction('2'), door(41, true))).toBe('alreadyIncluded');
  expect(pool.judge(transaction('2'), door(42))).toBe('expiredReferenceBlock');
  expect(pool.judge(transaction('2', { value: 1n }), door(11))).toBe('nonZeroValue');
  expect(pool.judge(transaction('2', { referenceBlock: hash('b') }), door(41))).toBe('inserted');
  pool.add(transaction('2'));
  expect(pool.judge(transaction('3'), door(41))).toBe('poolFull');
});

test('a transaction waits for its program', () => {
  const pool = new NodeMempool([transaction('1')]);
  const ids = (view: ReturnType<typeof block>) => pool.ready(view).map(({ id }) => id);
  expect(ids({ ...block(0n), programs: new Map() })).toEqual([]);
  expect(ids(block(10n ** 15n, true))).toEqual([]);
  expect(ids(block(MIN_EXECUTABLE_BALANCE - 1n))).toEqual([]);
  expect(ids({ ...block(MIN_EXECUTABLE_BALANCE), ancestors: new Set([hash('b')]) })).toEqual([]);
  expect(ids(block(MIN_EXECUTABLE_BALANCE))).toEqual([hash('1')]);
  pool.setAside(hash('1'));
  expect(ids(block(MIN_EXECUTABLE_BALANCE))).toEqual([]);
});

test('a block takes as many as fit, small ones before a large one that does not', () => {
  const large: Hex = `0x${'00'.repeat(MAX_PAYLOAD_SIZE)}`;
  const pool = new NodeMempool([
    transaction('1', { payload: '0x01' }),
    transaction('2', { payload: large }),
    transaction('3'),
  ]);
  expect(pool.ready(block(10n ** 15n)).map(({ id }) => id)).toEqual([hash('1'), hash('3')]);
  pool.remove(hash('1'));
  pool.remove(hash('3'));
  expect(pool.ready(block(10n ** 15n)).map(({ id }) => id)).toEqual([hash('2')]);
});

test('what is too old or refers to nothing that exists is purged', () => {
  const pool = new NodeMempool([transaction('1'), transaction('2', { referenceBlock: hash('b') })]);
  const ids = (transactions: PooledTransaction[]) => transactions.map(({ id }) => id);
  expect(pool.outdated(door(41))).toEqual([]);
  expect(ids(pool.outdated(door(42)))).toEqual([hash('1')]);
  // The reference of a transaction that has just come may be a block that has just come.
  expect(pool.unfounded(door(41))).toEqual([]);
  expect(pool.unfounded(door(41))).toEqual([]);
  expect(ids(pool.unfounded(door(42)))).toEqual([hash('2')]);
});
