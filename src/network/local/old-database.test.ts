import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { pagesCall } from '../../executor/fixtures/pages-call.ts';
import { pagesProgram } from '../../executor/fixtures/pages-program.ts';
import { bytes, call, text } from '../../executor/fixtures/toolbox.ts';
import { type NetworkForTest, networkForTest } from './fixtures/network-for-test.ts';
import { LocalDatabase } from './local-database.ts';

/** Saves a network as version 2 of the database did: state and chain as a whole, pages among the other blobs. */
async function saveAsVersion2(name: string, { network: { chain, engine }, store }: NetworkForTest): Promise<void> {
  const lists = ['ledger', 'logs', 'points', 'blocks'] as const;
  const database = await openDB(name, 2, {
    upgrade(database) {
      for (const store of ['core', 'codes', 'blobs', 'messages']) database.createObjectStore(store);
      for (const list of lists) database.createObjectStore(list, { autoIncrement: true });
    },
  });
  const { ethereum, programs, ...state } = chain.state;
  const old = { ...state, programs: new Map(programs), ethereum: { ...ethereum, mirrors: new Map(ethereum.mirrors) } };
  await database.put('core', old, 'state');
  await database.put('core', engine.saveChain(), 'chain');
  for (const { codeId } of codesOf(chain).values()) {
    await database.put('codes', engine.getInstrumentedCode(codeId), codeId);
  }
  for (const hash of store.hashes()) await database.put('blobs', store.read(hash), hash);
  for (const [position, record] of chain.records.all().entries()) {
    await database.put('messages', { position, record }, record.id);
  }
  for (const list of lists) for (const item of chain[list]) await database.add(list, item);
  database.close();
}

function codesOf({ state }: NetworkForTest['network']['chain']) {
  return new Map([...state.programs.values()].map(({ summary }) => [summary.codeId, summary]));
}

async function whole({ network }: NetworkForTest) {
  const programs = await network.getPrograms();
  return {
    programs,
    snapshots: await Promise.all(programs.map(({ program }) => network.getProgram(program))),
    states: await Promise.all(programs.map(({ program }) => network.getStates(program))),
    messages: await network.getMessages(),
    ledger: await network.getLedger(),
    logs: await network.getLogs(),
    account: await network.getAccount(),
    record: await network.getRecord(),
  };
}

test('what version 2 saved is taken up as it was, goes on, and is saved anew', async () => {
  const old = await networkForTest({ executors: 1 });
  const program = await old.deploy();
  const { address } = await old.network.getAccount();
  await old.send(program, call.send(address, 10n ** 15n, bytes('for the mailbox')), { value: 10n ** 16n });
  await old.send(program, call.debug('printed'));
  const waiting = await old.send(program, call.wait(bytes('woken')));
  await old.network.advance();
  const { codeId } = await old.network.uploadCode(await pagesProgram());
  const { program: dense } = await old.network.createProgram({ codeId });
  await old.network.topUpExecutableBalance(dense, 100n * 10n ** 12n);
  await old.send(dense, pagesCall.allocate(8));
  await old.send(dense, pagesCall.fill(4, 16));
  const expected = await whole(old);
  await saveAsVersion2('version 2', old);

  const first = await networkForTest({ executors: 1, database: await LocalDatabase.open('version 2') });
  expect(await whole(first)).toEqual(expected);
  await first.network.advance(3);
  expect(text((await first.record(waiting.id)).reply?.payload)).toBe('woken');
  const sum = (await first.send(dense, pagesCall.sum(4, 16))).reply?.payload;
  const after = await whole(first);
  first.stop();

  const database = await openDB('version 2');
  expect((await database.getAllKeys('core')).sort()).toEqual(['size', 'state']);
  expect((await database.getAll('blobs')).filter(({ length }) => length === 16_384)).toEqual([]);
  expect(await database.count('pages')).toBeGreaterThanOrEqual(16);
  database.close();

  const second = await networkForTest({ executors: 1, database: await LocalDatabase.open('version 2') });
  expect(await whole(second)).toEqual(after);
  expect((await second.send(dense, pagesCall.sum(4, 16))).reply?.payload).toEqual(sum);
  const [letter] = (await second.network.getProgram(program)).mailbox;
  await second.network.claimValue({ program, messageId: letter?.messageId as `0x${string}` });
});
