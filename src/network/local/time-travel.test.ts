import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { bytes, call, text } from '../../executor/fixtures/toolbox.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';
import type { StatePoint } from '../network.ts';
import { expectBooksRight } from './fixtures/expect-books-right.ts';
import { networkForTest } from './fixtures/network-for-test.ts';
import { LocalDatabase } from './local-database.ts';

const start = (parameters: Parameters<typeof networkForTest>[0] = {}) =>
  networkForTest({ executors: 1, ...parameters });

const EMPTY: Hex = `0x${'00'.repeat(32)}`;
const causes = (states: StatePoint[]) => states.map((state) => state.causes.map(({ kind }) => kind).join());

test('every change is a state of its own: creation, coins, messages, what wakes and what expires', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  await network.topUpFreeBalance(program, 5n);
  const waiting = await send(program, call.wait(bytes('woken')));
  await network.advance(3);
  const panicked = await send(program, call.panic('no'));
  const states = await network.getStates(program);
  expect(causes(states)).toEqual(['created', 'topUp', 'message', 'freeTopUp', 'message', 'message', 'message']);
  expect(states[0]).toMatchObject({ stateHash: EMPTY, height: 1 });
  const [waited, woken, last] = states.slice(-3);
  for (const point of [waited, woken]) expect(point?.causes).toEqual([{ kind: 'message', messageId: waiting.id }]);
  expect((waited?.gasBurned ?? 0) + (woken?.gasBurned ?? 0)).toBe(
    (await network.getMessages()).find(({ id }) => id === waiting.id)?.execution?.gasBurned,
  );
  expect([waited?.height, woken?.height]).toEqual([1, 4]);
  expect(last).toMatchObject({
    stateHash: panicked.execution?.stateHashAfter,
    gasBurned: panicked.execution?.gasBurned,
  });
  for (const { stateHash } of states) expect((await network.getProgram(program, stateHash)).stateHash).toBe(stateHash);
  expect((await network.getProgram(program, waited?.stateHash)).waitlist).toMatchObject([{ messageId: waiting.id }]);
});

test('delayed messages are seen where they lie, and their sending is a state', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const { address } = await network.getAccount();
  await send(program, call.send(program, 0n, call.reply(bytes('to itself')), 2));
  await send(program, call.send(address, 0n, bytes('to a person'), 2));
  const { stash, mailbox } = await network.getProgram(program);
  expect(mailbox).toEqual([]);
  expect(stash.map(({ destination, dueHeight, source }) => [destination, dueHeight, source]).sort()).toEqual(
    [
      [address, 3, program],
      [program, 3, program],
    ].sort(),
  );
  expect(stash.map(({ payload }) => bytesToHex(payload)).sort()).toEqual(
    [bytesToHex(bytes('to a person')), bytesToHex(call.reply(bytes('to itself')))].sort(),
  );
  const before = (await network.getStates(program)).length;
  await network.advance(2);
  const now = await network.getProgram(program);
  expect([now.stash, now.mailbox.length]).toEqual([[], 1]);
  expect((await network.getStates(program)).length).toBeGreaterThan(before);
});

test('a due task that runs nothing is a state too', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const { address } = await network.getAccount();
  await send(program, call.send(address, 0n, bytes('later'), 1));
  await network.advance();
  expect((await network.getStates(program)).at(-1)?.causes).toEqual([{ kind: 'task' }]);
});

test('an earlier state is asked with the clock of its time, and only it', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const other = await deploy();
  const { stateHash } = await network.followProgram(program);
  await send(program, call.exit(program));
  await network.advance(2);
  const ask = (payload: Uint8Array, stateHash?: Hex) =>
    network.calculateReply({ program, payload, value: 0n, ...(stateHash && { stateHash }) });
  expect((await ask(call.reply(bytes('?')))).reply.code).not.toBe('0x00010000');
  expect(text((await ask(call.reply(bytes('?')), stateHash)).reply.payload)).toBe('?');
  expect((await network.followProgram(program)).status).toBe('exited');
  expect(
    text((await network.calculateReply({ program: other, payload: call.reply(bytes('!')), value: 0n })).reply.payload),
  ).toBe('!');
  await expectBooksRight({ network });
});

test('a fork goes on from an earlier state beside the program, which stays as it is', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  await network.topUpFreeBalance(program, 7n);
  const { stateHash } = await network.followProgram(program);
  await send(program, call.reply(bytes('later')));
  const before = await network.getProgram(program);

  const forked = await network.forkProgram(await network.exportProgram(program, stateHash), { newAddress: true });
  expect(forked).toMatchObject({ codeId: before.codeId, stateHash, status: 'active', freeBalance: 7n });
  expect(forked.program).not.toBe(program);
  expect(await network.getProgram(program)).toEqual(before);
  const entries = (await network.getLedger()).filter((entry) => entry.program === forked.program);
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['forked', forked.executableBalance],
    ['freeForked', 7n],
  ]);
  expect(causes(await network.getStates(forked.program))).toEqual(['forked']);
  expect(text((await send(forked.program, call.reply(bytes('on')))).reply?.payload)).toBe('on');
  expect(await network.getProgram(program)).toEqual(before);
  await network.advance(2);
  await expectBooksRight({ network });
});

test('what was under way goes on in the fork too, and the records stay those of the first program', async () => {
  const { network, deploy, send, record } = await start();
  const program = await deploy();
  const { id } = await send(program, call.wait(bytes('woken')));
  const { stateHash, waitlist } = await network.getProgram(program);
  await network.advance(3);
  const answered = await record(id);
  expect(text(answered.reply?.payload)).toBe('woken');

  const forked = await network.forkProgram(await network.exportProgram(program, stateHash), { newAddress: true });
  // As many blocks are left as there were then.
  const [entry] = (await network.getProgram(forked.program)).waitlist;
  expect(entry?.expiryHeight).toBe((waitlist[0]?.expiryHeight ?? 0) + 3);
  await network.advance(3);
  const states = await network.getStates(forked.program);
  expect(states.at(-1)?.causes).toEqual([{ kind: 'message', messageId: id }]);
  expect((await network.getProgram(forked.program)).waitlist).toEqual([]);
  const { status: _status, finalAt: _final, settledAt: _at, settledBlock: _block, ...rest } = answered;
  expect(await record(id)).toMatchObject(rest);
  await expectBooksRight({ network });
});

test('a state whose bytes were dropped is marked, and says so to whoever opens it', async () => {
  const { network, deploy, send } = await start({ room: 300_000 });
  const program = await deploy();
  const [, early] = await network.getStates(program);
  for (let index = 0; index < 30; index++) await send(program, call.reply(bytes(`${index}`)));
  const states = await network.getStates(program);
  const gone = states.filter(({ isGone }) => isGone);
  expect(gone.length).toBeGreaterThan(0);
  expect(gone.length).toBeLessThan(states.length);
  expect(states.at(-1)?.isGone).toBeUndefined();
  expect(gone.map(({ stateHash }) => stateHash)).toContain(early?.stateHash);
  const stateHash = gone[0]?.stateHash as Hex;
  const refused = { code: 'UNKNOWN_STATE', hint: expect.stringMatching(/room/) };
  await expect(network.getProgram(program, stateHash)).rejects.toMatchObject(refused);
  await expect(network.exportProgram(program, stateHash)).rejects.toMatchObject(refused);
  const question = { program, payload: call.reply(bytes('?')), value: 0n, stateHash };
  await expect(network.calculateReply(question)).rejects.toMatchObject(refused);
  for (const { stateHash } of states.filter(({ isGone }) => !isGone)) {
    expect((await network.getProgram(program, stateHash)).stateHash).toBe(stateHash);
  }
});

test('the history survives a reload', async () => {
  const first = await start({ database: await LocalDatabase.open('travel') });
  const program = await first.deploy();
  await first.send(program, call.reply(bytes('kept')));
  const states = await first.network.getStates(program);
  first.stop();
  const second = await start({ database: await LocalDatabase.open('travel') });
  expect(await second.network.getStates(program)).toEqual(states);
  await second.send(program, call.reply(bytes('more')));
  expect((await second.network.getStates(program)).slice(0, -1)).toEqual(states);
  await second.network.reset();
  await expect(second.network.getStates(program)).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
});
