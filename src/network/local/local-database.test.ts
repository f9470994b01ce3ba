import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import type { StateTransition } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, MessageRecord, StatePoint } from '../network.ts';
import { LocalDatabase, type NetworkChanges, type SavedNetwork } from './local-database.ts';
import { genesis, type LocalProgram, type LocalState, newProgram } from './local-state.ts';
import type { SimulatedEthereum } from './simulated-ethereum.ts';

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
  chain: new Map([['0x00', new Uint8Array([9])]]),
  programs: new Map(),
  mirrors: new Map(),
  isSettled: false,
  unsettled: [],
  size: 0,
  codes: new Map(),
  blobs: new Map(),
  pages: new Map(),
  dropped: [],
  messages: [],
  ledger: [],
  logs: [],
  points: [],
  blocks: [],
  replacesAll: false,
  ...changes,
});
const program = (address: Hex, nonce: number): LocalProgram => ({
  ...newProgram(address, '0x01'),
  nonce,
});
const oldEthereum = ({ mirrors, ...rest }: SimulatedEthereum) => ({ ...rest, mirrors: new Map(mirrors) });
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
  state.programs.set('0xaa', program('0xaa', 3));
  const buffer = new Uint8Array([0, 1, 2, 3]);
  await first.commit(
    changes({
      state,
      programs: state.programs.takeChanged(),
      codes: new Map([['0x01', new Uint8Array([7])]]),
      blobs: new Map([['0x02', buffer.subarray(1, 3)]]),
      messages: [record('0x0b'), record('0x0a')],
      ledger: [{ at: 1, program: '0xaa', kind: 'topUp', amount: 5n }],
    }),
  );
  await first.commit(changes({ state, messages: [record('0x0b', 'settled'), record('0x0c')] }));
  first.close();

  const saved = await (await LocalDatabase.open(name)).load();
  expect(saved).toMatchObject({ state, chain: changes().chain, ledger: [{ amount: 5n }], logs: [] });
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
  await database.commit(changes({ pages: new Map([['0x03', new Uint8Array([3])]]) }));
  await database.commit(changes({ dropped: ['0x01', '0x03'] }));
  expect([...((await database.load())?.blobs.keys() ?? [])]).toEqual(['0x02']);
  expect((await database.load())?.pages).toEqual([]);
});

test('pages are read one by one, when they are asked for', async () => {
  const database = await LocalDatabase.open(newName());
  const pages = new Map<Hex, Uint8Array>([
    ['0x01', new Uint8Array([1])],
    ['0x02', new Uint8Array([2])],
  ]);
  await database.commit(changes({ pages }));
  const loaded = await database.load();
  expect([loaded?.pages, loaded?.blobs.size]).toEqual([['0x01', '0x02'], 0]);
  expect(await database.getPages(['0x02', '0x05', '0x01'])).toEqual([
    new Uint8Array([2]),
    undefined,
    new Uint8Array([1]),
  ]);
});

test('what is saved entry by entry adds up: programs in their order, Mirrors, pieces of the chain, what is unsettled', async () => {
  const database = await LocalDatabase.open(newName());
  const { state } = changes();
  const saved = async () => {
    const { state, chain } = (await database.load()) as SavedNetwork;
    const programs = [...state.programs.values()].map(({ summary, nonce }) => [summary.program, nonce]);
    const unsettled = state.ethereum.unsettled.map(({ actor }) => actor);
    return {
      programs,
      mirrors: [...state.ethereum.mirrors],
      chain: [...(chain as Map<Hex, Uint8Array>).keys()],
      unsettled,
    };
  };
  const transition = (actor: Hex) => ({ actor }) as StateTransition;
  await database.commit(
    changes({
      state,
      programs: new Map([
        ['0xbb', program('0xbb', 1)],
        ['0xaa', program('0xaa', 1)],
        ['0xcc', program('0xcc', 1)],
      ]),
      mirrors: new Map([['0xbb', 5n]]),
      chain: new Map([
        ['0x01', new Uint8Array([1])],
        ['0x02', new Uint8Array()],
      ]),
      unsettled: [transition('0xbb')],
    }),
  );
  await database.commit(
    changes({
      programs: new Map([
        ['0xaa', program('0xaa', 2)],
        ['0xcc', undefined],
      ]),
      chain: new Map([['0x02', undefined]]),
      unsettled: [transition('0xaa')],
    }),
  );
  expect(await saved()).toEqual({
    programs: [
      ['0xbb', 1],
      ['0xaa', 2],
    ],
    mirrors: [['0xbb', 5n]],
    chain: ['0x01'],
    unsettled: ['0xbb', '0xaa'],
  });
  const settled = { isSettled: true, unsettled: [transition('0xcc')], chain: new Map() };
  await database.commit(changes({ ...settled, programs: new Map([['0xdd', program('0xdd', 1)]]) }));
  expect(await saved()).toMatchObject({
    unsettled: ['0xcc'],
    programs: [
      ['0xbb', 1],
      ['0xaa', 2],
      ['0xdd', 1],
    ],
  });
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
  await database.commit(changes({ state: { ethereum: {} } as LocalState }));
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
  const { isRecorded: _, programs, ...state } = changes().state;
  await old.put('core', { ...state, programs: new Map(programs), ethereum: oldEthereum(state.ethereum) }, 'state');
  await old.put('core', new Uint8Array([9]), 'chain');
  old.close();

  const database = await LocalDatabase.open(name);
  const loaded = await database.load();
  expect(loaded).toMatchObject({ points: [], blocks: [] });
  expect(loaded?.state.isRecorded).toBeUndefined();
  expect(loaded?.chain).toEqual(new Uint8Array([9]));
  const point: StatePoint = { program: '0xaa', stateHash: '0x02', height: 1, timestamp: 12, at: 12_000, causes: [] };
  const block: BlockRecord = { height: 1, timestamp: 2, events: [] };
  await database.commit(changes({ points: [point], blocks: [block], replacesAll: true }));
  expect(await database.load()).toMatchObject({ points: [point], blocks: [block], chain: changes().chain });
});
