import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord, NetworkEvent } from '../network.ts';
import { EthereumHistory } from './ethereum-history.ts';
import { openIdbNetworkStorage } from './idb-network-storage.ts';
import { newProgram } from './known-program.ts';
import { createMemoryNetworkStorage } from './memory-network-storage.ts';
import type { Cursor, NetworkStorage } from './network-storage.ts';

const GENESIS: Hex = `0x${'01'.repeat(32)}`;
const PROGRAM: Hex = `0x${'aa'.repeat(20)}`;

const block = (height: number, branch = 0): Cursor => ({ height, hash: `0x${height}${branch}` });
const record = (id: Hex, rest: Partial<MessageRecord> = {}): MessageRecord => ({
  id,
  program: PROGRAM,
  source: '0xbb',
  route: 'canonical',
  payload: new Uint8Array([1]),
  value: 0n,
  status: 'queued',
  sentAt: 1,
  outgoing: [],
  ...rest,
});
const topUp = (amount: bigint) => ({ at: 1, program: PROGRAM, kind: 'topUp' as const, amount });

async function open(storage: NetworkStorage, genesis = GENESIS, events: NetworkEvent[] = []): Promise<EthereumHistory> {
  const history = new EthereumHistory(storage, (event) => void events.push(event));
  await history.open(genesis);
  return history;
}

test.each([
  ['memory', async () => createMemoryNetworkStorage()],
  ['IndexedDB', () => openIdbNetworkStorage('history')],
])('what was saved is there again: %s', async (_name, openStorage) => {
  const storage = await openStorage();
  const history = await open(storage);
  history.programs.set(PROGRAM, newProgram(PROGRAM, '0xcc'));
  history.set({ record: record('0x02', { sentAt: 2 }) });
  history.set({ record: record('0x01') });
  history.book(1, topUp(5n));
  history.advance(block(1));
  await history.save();
  history.update('0x01', { status: 'settled', settledBlock: 2 });
  history.book(2, topUp(6n));
  await history.save();

  const again = await open(storage);
  expect(again.records()).toEqual(history.records());
  expect(again.records().map(({ id }) => id)).toEqual(['0x01', '0x02']);
  expect(again.ledger()).toEqual([topUp(5n), topUp(6n)]);
  expect(again.cursor).toEqual(block(1));
  expect(again.programs).toEqual(history.programs);
  storage.close();
});

test('the history of a chain that began anew is forgotten', async () => {
  const storage = createMemoryNetworkStorage();
  const history = await open(storage);
  history.set({ record: record('0x01') });
  history.book(1, topUp(1n));
  await history.save();
  const anew = await open(storage, `0x${'02'.repeat(32)}`);
  expect([anew.records(), anew.ledger(), anew.cursor]).toEqual([[], [], null]);
});

test('a reorganisation takes back what it undid, and only that', async () => {
  const storage = createMemoryNetworkStorage();
  const events: NetworkEvent[] = [];
  const history = await open(storage, GENESIS, events);
  const program = newProgram(PROGRAM, '0xcc');
  history.programs.set(PROGRAM, program);
  history.set({ record: record('0x01', { status: 'settled', settledBlock: 5, settledAt: 5 }) });
  history.book(5, topUp(5n));
  history.advance(block(10));
  program.stateHash = '0xdd';
  history.set({
    record: record('0x02', { status: 'settled', settledBlock: 15, settledAt: 15, settlement: { transaction: '0x15' } }),
  });
  history.book(15, topUp(7n));
  history.programs.set('0xee', newProgram('0xee', '0xcc'));
  history.advance(block(20));
  await history.save();

  const later = await history.rollBack(async ({ height }) => height <= 10);
  expect(later.map(({ program }) => program)).toEqual(['0xee']);
  expect(history.cursor).toEqual(block(10));
  expect(history.programs.get(PROGRAM)?.stateHash).toMatch(/^0x0+$/);
  expect(history.ledger()).toEqual([topUp(5n)]);
  const [kept, undone] = history.records();
  expect(kept).toMatchObject({ status: 'settled', settledBlock: 5 });
  expect(undone).toMatchObject({ status: 'queued' });
  expect(undone).not.toHaveProperty('settlement');
  expect(events.at(-1)).toMatchObject({ type: 'message', message: { id: '0x02', status: 'queued' } });

  history.book(11, topUp(8n));
  await history.save();
  expect((await open(storage)).ledger()).toEqual([topUp(5n), topUp(8n)]);
});

test('only what is settled deep enough is final', async () => {
  const history = await open(createMemoryNetworkStorage());
  history.set({ record: record('0x01', { status: 'settled', settledBlock: 5 }) });
  history.set({ record: record('0x02', { status: 'settled', settledBlock: 6 }) });
  history.set({ record: record('0x03') });
  history.finalize(5, 9);
  expect(history.records().map(({ status }) => status)).toEqual(['final', 'settled', 'queued']);
});
