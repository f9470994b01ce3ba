import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { bytes, call, text } from '../../executor/fixtures/toolbox.ts';
import { blake2b256 } from '../../protocol/hashes.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';
import type { ProgramExport } from '../network.ts';
import { expectBooksRight } from './fixtures/expect-books-right.ts';
import { loseBlob } from './fixtures/lose-blob.ts';
import { type NetworkForTest, networkForTest } from './fixtures/network-for-test.ts';
import { LocalDatabase } from './local-database.ts';

const start = (parameters: Parameters<typeof networkForTest>[0] = {}) =>
  networkForTest({ executors: 1, ...parameters });

/** What a message came to, without what is another on each network: ids, times, executors. */
async function outcome(network: NetworkForTest, program: Hex, payload: Uint8Array) {
  const { reply, execution, outgoing } = await network.send(program, payload);
  const { gasBurned, stateHashBefore, stateHashAfter } = execution ?? {};
  return { reply, gasBurned, stateHashBefore, stateHashAfter, sent: outgoing.map(({ payload }) => text(payload)) };
}

test('a forked program does as it does where it comes from, to the gas and the state hash', async () => {
  const source = await start();
  const program = await source.deploy();
  await source.network.topUpFreeBalance(program, 7n);
  await source.send(program, call.reply(bytes('before')));
  const exported = await source.network.exportProgram(program);

  const target = await start();
  const forked = await target.network.forkProgram(exported);
  expect(forked).toEqual(await source.network.followProgram(program));
  expect(await target.network.getProgram(program)).toEqual(await source.network.getProgram(program));
  await expectBooksRight(target);
  for (const payload of [call.debug('printed'), call.panic('no'), call.debug('again')]) {
    expect(await outcome(target, program, payload)).toEqual(await outcome(source, program, payload));
  }
  // The program stores the id of its reply, and each network gives the message another id.
  const payload = call.reply(bytes('yes'));
  const { stateHashAfter: _here, ...here } = await outcome(target, program, payload);
  const { stateHashAfter: _there, ...there } = await outcome(source, program, payload);
  expect(here).toEqual(there);
  await expectBooksRight(target);
  expect(target.events).toContainEqual({ type: 'program', program: forked });
});

test('as many blocks are left as there, whatever the heights', async () => {
  const source = await start();
  const target = await start();
  const { address } = (await target.network.getAccount()) ?? {};
  await source.network.advance(10);
  const program = await source.deploy();
  await source.network.topUpFreeBalance(program, 50n);
  await source.send(program, call.send(address as Hex, 20n, bytes('claim me')));
  await source.send(program, call.send(program, 0n, call.reply(bytes('late')), 2));
  const { id } = await source.send(program, call.wait(bytes('woken')));
  await source.network.advance();
  const exported = await source.network.exportProgram(program);
  const there = await source.network.getProgram(program);

  await target.network.advance(3);
  await target.network.forkProgram(exported);
  const { height } = await target.network.getStatus();
  const later = height - exported.height;
  expect(later).toBe(-8);
  const here = await target.network.getProgram(program);
  expect(here.stateHash).not.toBe(there.stateHash);
  expect(here.waitlist).toEqual(
    there.waitlist.map((entry) => ({ ...entry, expiryHeight: entry.expiryHeight + later })),
  );
  expect(here.mailbox).toEqual(there.mailbox.map((entry) => ({ ...entry, expiryHeight: entry.expiryHeight + later })));

  const outcomes = async ({ network }: NetworkForTest) => {
    await network.advance();
    const records = (await network.getMessages()).filter(({ execution }) => execution);
    return records.map(({ execution }) => execution?.outcome).slice(-1);
  };
  // The delayed message first, then the one that waited.
  expect(await outcomes(target)).toEqual(await outcomes(source));
  expect((await source.network.getProgram(program)).waitlist).toHaveLength(1);
  expect((await target.network.getProgram(program)).waitlist).toHaveLength(1);
  expect(await outcomes(target)).toEqual(await outcomes(source));
  expect((await source.network.getProgram(program)).waitlist).toEqual([]);
  expect((await target.network.getProgram(program)).waitlist).toEqual([]);
  expect(text((await source.record(id)).reply?.payload)).toBe('woken');

  const { balance } = (await target.network.getAccount()) ?? { balance: 0n };
  const [entry] = here.mailbox;
  await target.network.claimValue({ program, messageId: entry?.messageId as Hex });
  await target.network.advance();
  expect((await target.network.getAccount())?.balance).toBe(balance + 20n);
  await expectBooksRight(target);
});

test('a program can be taken back to an earlier state of its own', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const exported = await network.exportProgram(program);
  const before = await network.followProgram(program);
  await network.topUpFreeBalance(program, 5n);
  await network.topUpExecutableBalance(program, 9n);
  await send(program, call.exit(program));
  expect((await network.followProgram(program)).status).toBe('exited');
  await network.forkProgram(exported);
  expect(await network.followProgram(program)).toEqual(before);
  await expectBooksRight({ network });
  expect(text((await send(program, call.reply(bytes('again')))).reply?.payload)).toBe('again');
  await network.advance(2);
  await expectBooksRight({ network });
});

test('messages that lie in its queues run here', async () => {
  const source = await start();
  const program = await source.deploy();
  const exported = await source.network.exportProgram(program);
  const { engine } = source.network;
  // As on a network whose block ended before the message had its turn.
  engine.beginBlock({
    height: 1,
    timestamp: 1,
    gasAllowance: 0,
    events: [
      {
        type: 'message',
        program: `0x${program.slice(2).padStart(64, '0')}`,
        id: `0x${'77'.repeat(32)}`,
        source: `0x${'00'.repeat(31)}99`,
        payload: bytesToHex(call.reply(bytes('queued'))),
        value: '0',
        callReply: false,
      },
    ],
  });
  for (let chunk = engine.nextChunk(); chunk; chunk = engine.nextChunk()) {
    engine.applyChunk(chunk.items.map((item) => engine.runQueue(item)));
  }
  const stateHash = engine.finishBlock().transitions[0]?.newStateHash as Hex;
  const blobs = new Map(engine.reachableBlobs(stateHash).map((hash) => [hash, source.store.read(hash) as Uint8Array]));

  const target = await start();
  await target.network.forkProgram({ ...exported, stateHash, blobs });
  await target.network.advance();
  const { reply, execution } = await target.record(`0x${'77'.repeat(32)}`);
  expect([text(reply?.payload), execution?.outcome]).toEqual(['queued', 'Success']);
});

test('it survives a reload, and can be taken elsewhere from there', async () => {
  const source = await start();
  const program = await source.deploy();
  const { id } = await source.send(program, call.wait(bytes('woken')));
  expect((await source.record(id)).status).toBe('waiting');
  const exported = await source.network.exportProgram(program);
  const first = await start({ database: await LocalDatabase.open('fork') });
  await first.network.forkProgram(exported);
  const before = await first.network.getProgram(program);
  first.stop();

  const second = await start({ database: await LocalDatabase.open('fork') });
  expect(await second.network.getProgram(program)).toEqual(before);
  expect(await second.network.exportProgram(program)).toMatchObject({ wasm: exported.wasm, blobs: exported.blobs });
  await second.network.advance(3);
  expect((await second.network.getProgram(program)).waitlist).toEqual([]);
  await expectBooksRight(second);
});

test('a code that was saved without its original must be uploaded again', async () => {
  const first = await start({ database: await LocalDatabase.open('original') });
  const program = await first.deploy();
  const { wasm, codeId } = await first.network.exportProgram(program);
  first.stop();
  await loseBlob('original', codeId);

  const second = await start({ database: await LocalDatabase.open('original') });
  await expect(second.network.exportProgram(program)).rejects.toMatchObject({ code: 'CODE_UNREADABLE' });
  await second.network.uploadCode(wasm);
  expect((await second.network.exportProgram(program)).wasm).toEqual(wasm);
});

test('codes stay when room is short', async () => {
  const { network, deploy, send, store } = await start({ room: 300_000 });
  const program = await deploy();
  for (let index = 0; index < 30; index++) await send(program, call.reply(bytes(`${index}`)));
  expect(store.size).toBeLessThan(350_000);
  const exported = await network.exportProgram(program);
  expect((await (await start()).network.forkProgram(exported)).stateHash).toBe(exported.stateHash);
});

test('an export that is not what it should be is refused, and nothing is lost', async () => {
  const source = await start();
  const program = await source.deploy();
  const { address } = (await source.network.getAccount()) ?? {};
  const mail = bytes('mail'.repeat(400));
  await source.send(program, call.send(address as Hex, 0n, mail));
  await source.send(program, call.wait(bytes('waits')));
  const exported = await source.network.exportProgram(program);

  const target = await start();
  await target.network.forkProgram(exported);
  const before = await target.network.getProgram(program);
  let { size } = target.store;
  const refuse = async (changes: Partial<ProgramExport>) => {
    const fork = target.network.forkProgram({ ...exported, ...changes });
    await expect(fork, JSON.stringify(Object.keys(changes))).rejects.toMatchObject({ code: 'BAD_PROGRAM_EXPORT' });
    expect(target.store.size).toBe(size);
  };

  const stranger = new Uint8Array(100).fill(255);
  const without = (hash: Hex) => new Map([...exported.blobs].filter(([other]) => other !== hash));
  // What is here already need not come along; a state made of unknown parts must be whole.
  for (const [hash, blob] of exported.blobs) {
    await refuse({ blobs: new Map([...without(hash), [hash, new Uint8Array([...blob, 0])]]) });
    // A state in which this blob was exchanged for another that is there, but of no kind at all.
    for (const [other, parent] of exported.blobs) {
      const exchanged = other !== hash && exchange(parent, hash, bytesToHex(blake2b256(stranger)));
      // Any bytes are a payload.
      if (!exchanged || exported.blobs.get(hash)?.length === mail.length) continue;
      const { stateHash, blobs } = rehash(exported, other, exchanged);
      await refuse({ stateHash, blobs: blobs.set(bytesToHex(blake2b256(stranger)), stranger) });
    }
  }
  const state = exported.blobs.get(exported.stateHash) as Uint8Array;
  for (let index = 0; index < state.length; index++) {
    const changed = state.slice();
    changed[index] = (changed[index] ?? 0) ^ 0x80;
    const given = rehash(exported, exported.stateHash, changed);
    // Most bytes are of hashes, whose blobs are then missing. A byte of a balance makes another state that is possible.
    const fork = await target.network.forkProgram({ ...exported, ...given }).catch((error) => error);
    if (fork instanceof Error) expect(fork).toMatchObject({ code: 'BAD_PROGRAM_EXPORT' });
    else await target.network.forkProgram(exported);
  }
  size = target.store.size;
  await refuse({ stateHash: `0x${'12'.repeat(32)}` });
  await refuse({ wasm: exported.wasm.slice(0, -1) });
  await refuse({ codeId: `0x${'12'.repeat(32)}` });
  await refuse({ program: '0x12' });
  await refuse({ height: -1 });
  const nonsense = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  await refuse({ wasm: nonsense, codeId: bytesToHex(blake2b256(nonsense)) });

  expect(await target.network.getProgram(program)).toEqual(before);
  expect(text((await target.send(program, call.reply(bytes('alive')))).reply?.payload)).toBe('alive');
  await target.network.advance(3);
  await expectBooksRight(target);
});

/** `parent` with the hash `from` exchanged for `to`; undefined where it does not refer to it. */
function exchange(parent: Uint8Array, from: Hex, to: Hex): Uint8Array | undefined {
  const hex = bytesToHex(parent);
  return hex.includes(from.slice(2)) ? hexToBytes(hex.replaceAll(from.slice(2), to.slice(2))) : undefined;
}

/** The export with `bytes` in the place of blob `hash`, up to the state, under the hashes that these then have. */
function rehash(exported: ProgramExport, hash: Hex, bytes: Uint8Array): Pick<ProgramExport, 'stateHash' | 'blobs'> {
  const blobs = new Map(exported.blobs);
  let stateHash = exported.stateHash;
  const changed = [[hash, bytes] as const];
  for (let next = changed.pop(); next; next = changed.pop()) {
    const [old, now] = next;
    const renamed = bytesToHex(blake2b256(now));
    blobs.delete(old);
    blobs.set(renamed, now);
    if (old === stateHash) stateHash = renamed;
    for (const [parent, content] of [...blobs]) {
      const exchanged = parent !== renamed && exchange(content, old, renamed);
      if (exchanged) changed.push([parent, exchanged]);
    }
  }
  return { stateHash, blobs };
}
