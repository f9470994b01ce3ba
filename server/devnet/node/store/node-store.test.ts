import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Hex } from '../../../../src/shared/hex.ts';
import { type OwnBlock, ownBlockHash, ZERO_HASH } from '../own-block.ts';
import type { PooledTransaction } from '../pooled-transaction.ts';
import { NodeStore } from './node-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'node-store-'));
let store = new NodeStore(folder);
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
  store = new NodeStore(folder);
});

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const settlement = { head: ZERO_HASH, batch: ZERO_HASH, requestedCodes: [] };

function block(number: number, height: number, injected: Hex[] = []): OwnBlock {
  const anchor = { hash: hash(`${height}`), parentHash: hash(`${height - 1}`), height, timestamp: 100 + height };
  const identity = { parent: ZERO_HASH, number, anchor, injected };
  return { hash: ownBlockHash(identity), ...identity, events: [], transitions: [], settlement };
}

const transaction = (id: string): PooledTransaction => ({
  id: hash(id),
  destination: `0x${'42'.repeat(20)}`,
  payload: '0x01',
  value: 0n,
  referenceBlock: hash('1'),
  salt: '0x',
  signature: '0x',
  address: `0x${'43'.repeat(20)}`,
});

test('a second node cannot open the same folder', () => {
  expect(() => new NodeStore(folder)).toThrow(expect.objectContaining({ code: 'STATE_IN_USE' }));
});

test('a change that fails leaves nothing behind', () => {
  expect(() =>
    store.atomically(() => {
      store.transactions.add(transaction('a'));
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(store.transactions.pool()).toEqual([]);
});

test('the last own block of each Ethereum block can be gone back to, and its transactions wait again', () => {
  for (const id of ['a', 'b', 'c']) store.transactions.add(transaction(id));
  store.blocks.add(block(0, 1), new Uint8Array([0]), 10);
  store.blocks.add(block(1, 2, [hash('a')]), new Uint8Array([1]), 10);
  store.transactions.include(hash('a'), 1);
  store.blocks.add(block(2, 2, [hash('b')]), new Uint8Array([2]), 10);
  store.transactions.include(hash('b'), 2);
  store.blocks.add(block(3, 3), new Uint8Array([3]), 10);
  expect(store.blocks.snapshots()).toEqual([
    { height: 3, number: 3 },
    { height: 2, number: 2 },
    { height: 1, number: 0 },
  ]);
  expect(store.transactions.pool()).toEqual([transaction('c')]);

  store.dropBlocksAfter(0);
  expect(store.blocks.head()?.number).toBe(0);
  expect(store.blocks.snapshotAt(0)).toEqual(new Uint8Array([0]));
  expect(store.blocks.snapshots()).toEqual([{ height: 1, number: 0 }]);
  expect(store.transactions.pool()).toEqual([transaction('a'), transaction('b'), transaction('c')]);
});

test('a program is what the newest block made it', () => {
  const entry = (executableBalance: bigint) => ({
    program: `0x${'42'.repeat(20)}` as const,
    codeId: hash('c'),
    stateHash: hash('d'),
    requiresInitMessage: false,
    executableBalance,
  });
  store.blocks.add(block(0, 1), new Uint8Array(), 10);
  store.blocks.setProgram(1, entry(5n));
  store.blocks.setProgram(2, entry(2n ** 100n));
  expect(store.blocks.programs()).toEqual([entry(2n ** 100n)]);
  store.dropBlocksAfter(1);
  expect(store.blocks.programs()).toEqual([entry(5n)]);
});

test('Ethereum blocks come back with their amounts', () => {
  const event = { contract: 'router', transaction: hash('9') } as const;
  const events = [
    { ...event, type: 'ComputationSettingsChanged', threshold: 7n, wvaraPerSecond: 2n ** 99n } as const,
    { ...event, type: 'CodeGotValidated', codeId: hash('c'), valid: true } as const,
  ];
  const ethereum = { hash: hash('1'), parentHash: hash('0'), height: 1, timestamp: 2, events };
  store.ethereum.add(ethereum);
  expect(store.ethereum.get(hash('1'))).toEqual(ethereum);
});
