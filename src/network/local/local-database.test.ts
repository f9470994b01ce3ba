import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, MessageRecord, StatePoint } from '../network.ts';
import { LocalDatabase, type NetworkChanges } from './local-database.ts';
import { genesis } from './local-state.ts';

const record = (id: Hex, status: MessageRecord['status'] = 'queued'): MessageRecord => ({
  id,
  program: '0xaa',
  source: '0xbb',
  route: 'canonical',
  payload: new Uint8Array([1]),
  value: 3n,
  status,
  sentAt: 1,
  outgoing: [],
});
const changes = (changes: Partial<NetworkChanges> = {}): NetworkChanges => ({
  state: genesis({ blockTime: 12_000, executors: 2 }, 1000),
  chain: new Uint8Array([9]),
  size: 0,
  codes: new Map(),
  blobs: new Map(),
  dropped: [],
  messages: [],
  ledger: [],
  logs: [],
  points: [],
  blocks: [],
  ...changes,
});
let names = 0;
const newName = () => `network ${names++}`;

test('an empty database has nothing to go on with', async () => {
  const database = await LocalDatabase.open(newName());
  expect(await database.load()).toBeUndefined();
});

test('what was committed is there after reopening', async () => {
  const name = newName();
  const first = await LocalDatabase.open(name);
  const state = genesis({ blockTime: 12_000, executors: 2 }, 1000);
  state.programs.set('0xaa', {
    summary: {
      program: '0xaa',
      codeId: '0x01',
      status: 'active',
      stateHash: '0x02',
      executableBalance: 5n,
      freeBalance: 0n,
    },
    nonce: 3,
    queued: 0,
    requiresInitMessage: false,
  });
  const buffer = new Uint8Array([0, 1, 2, 3]);
  await first.commit(
    changes({
      state,
      codes: new Map([['0x01', new Uint8Array([7])]]),
      blobs: new Map([['0x02', buffer.subarray(1, 3)]]),
      messages: [record('0x0b'), record('0x0a')],
      ledger: [{ at: 1, program: '0xaa', kind: 'topUp', amount: 5n }],
    }),
  );
  await first.commit(changes({ state, messages: [record('0x0b', 'settled'), record('0x0c')] }));
  first.close();

  const saved = await (await LocalDatabase.open(name)).load();
  expect(saved).toMatchObject({ state, chain: new Uint8Array([9]), ledger: [{ amount: 5n }], logs: [] });
  expect(saved?.messages.map(({ id, status }) => [id, status])).toEqual([
    ['0x0b', 'settled'],
    ['0x0a', 'queued'],
    ['0x0c', 'queued'],
  ]);
  expect(saved?.codes.get('0x01')).toEqual(new Uint8Array([7]));
  const blob = saved?.blobs.get('0x02');
  expect(blob).toEqual(new Uint8Array([1, 2]));
  expect(blob?.buffer.byteLength).toBe(2);
});

test('the order of messages goes on after reopening', async () => {
  const name = newName();
  const first = await LocalDatabase.open(name);
  await first.commit(changes({ messages: [record('0x0c'), record('0x0b')] }));
  first.close();
  const second = await LocalDatabase.open(name);
  await second.load();
  await second.commit(changes({ messages: [record('0x0a')] }));
  expect((await second.load())?.messages.map(({ id }) => id)).toEqual(['0x0c', '0x0b', '0x0a']);
});

test('dropped blobs are gone', async () => {
  const database = await LocalDatabase.open(newName());
  const blobs = new Map<Hex, Uint8Array>([
    ['0x01', new Uint8Array([1])],
    ['0x02', new Uint8Array([2])],
  ]);
  await database.commit(changes({ blobs }));
  await database.commit(changes({ dropped: ['0x01'] }));
  expect([...((await database.load())?.blobs.keys() ?? [])]).toEqual(['0x02']);
});

test('a commit is written whole or not at all', async () => {
  const database = await LocalDatabase.open(newName());
  await database.commit(changes({ messages: [record('0x01')] }));
  const unclonable = { ...record('0x02'), reason: (() => {}) as unknown as string };
  await expect(database.commit(changes({ messages: [record('0x03'), unclonable] }))).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
  expect((await database.load())?.messages.map(({ id }) => id)).toEqual(['0x01']);
});

test('a damaged database says that it is one and can be cleared', async () => {
  const database = await LocalDatabase.open(newName());
  await database.commit(changes({ chain: 'no bytes' as unknown as Uint8Array }));
  await expect(database.load()).rejects.toMatchObject({
    code: 'LOCAL_CHAIN_DAMAGED',
    hint: expect.stringContaining('Reset'),
  });
  await database.clear();
  expect(await database.load()).toBeUndefined();
});

test('what an earlier version saved is taken up, without points and record', async () => {
  const name = newName();
  const old = await openDB(name, 1, {
    upgrade(database) {
      for (const store of ['core', 'codes', 'blobs', 'messages']) database.createObjectStore(store);
      for (const list of ['ledger', 'logs']) database.createObjectStore(list, { autoIncrement: true });
    },
  });
  const { isRecorded: _, ...state } = changes().state;
  await old.put('core', state, 'state');
  await old.put('core', new Uint8Array([9]), 'chain');
  old.close();

  const database = await LocalDatabase.open(name);
  const loaded = await database.load();
  expect(loaded).toMatchObject({ points: [], blocks: [] });
  expect(loaded?.state.isRecorded).toBeUndefined();
  const point: StatePoint = { program: '0xaa', stateHash: '0x02', height: 1, timestamp: 12, at: 12_000, causes: [] };
  const block: BlockRecord = { height: 1, timestamp: 2, events: [] };
  await database.commit(changes({ points: [point], blocks: [block] }));
  expect(await database.load()).toMatchObject({ points: [point], blocks: [block] });
});
