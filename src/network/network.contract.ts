import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytes, call, text, toolbox } from '../executor/fixtures/toolbox.ts';
import { checkLedger } from '../ledger/check-ledger.ts';
import { blake2b256, codeIdOf } from '../protocol/hashes.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';
import type {
  MessageRecord,
  MessageStatus,
  Network,
  NetworkEvent,
  SendMessageParameters,
  StatePoint,
} from './network.ts';

/** A network that is being put to the test; it has an account with ETH and WVARA. */
export interface NetworkUnderTest {
  network: Network;
  /** Lets time pass, about one block. */
  pass(): Promise<void>;
  /** Closes it, and opens it again on what it saved. */
  reopen(): Promise<Network>;
  stop(): Promise<void> | void;
}

const ether = 10n ** 18n;
const wvara = 10n ** 12n;
const NOWHERE: Hex = `0x${'99'.repeat(20)}`;
const NO_STATE: Hex = `0x${'99'.repeat(32)}`;
const NOTHING_HAPPENED: Hex = `0x${'00'.repeat(32)}`;

/** What every implementation of {@link Network} does. The tests build on each other: they are the life of a few programs. */
export function testNetwork(start: () => Promise<NetworkUnderTest>): void {
  let tested: NetworkUnderTest;
  let network: Network;
  const events: NetworkEvent[] = [];
  let codeId: Hex;
  let program: Hex;

  beforeAll(async () => {
    tested = await start();
    network = tested.network;
    network.subscribe((event) => void events.push(event));
  }, 60_000);
  afterAll(() => tested?.stop());

  async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const seen = await look();
      if (seen) return seen;
      await tested.pass();
    }
    throw new Error('It did not come about within a hundred blocks');
  }
  const record = (id: Hex, ...statuses: MessageStatus[]): Promise<MessageRecord> =>
    until(async () => {
      const found = (await network.getMessages()).find((message) => message.id === id);
      return found && (statuses.length === 0 || statuses.includes(found.status)) && found;
    });
  const send = async (payload: Uint8Array, rest: Partial<SendMessageParameters> = {}): Promise<Hex> =>
    (await network.sendMessage({ program, payload, value: 0n, route: 'canonical', ...rest })).id;
  const settled = async (payload: Uint8Array, rest: Partial<SendMessageParameters> = {}) =>
    record(await send(payload, rest), 'settled', 'final');
  const statuses = (id: Hex): MessageStatus[] => {
    const told = events.flatMap((event) => (event.type === 'message' && event.message.id === id ? event.message : []));
    return told.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]);
  };

  test('a code is uploaded once', async () => {
    const wasm = await toolbox();
    const first = await network.uploadCode(wasm);
    expect(first).toMatchObject({ status: 'valid', codeId: codeIdOf(wasm), originalLength: wasm.length });
    const before = await network.getAccount();
    expect(await network.uploadCode(wasm)).toEqual(first);
    expect((await network.getAccount())?.wvara).toBe(before?.wvara);
    codeId = first.codeId;
  });

  test('a code that is none is refused with a reason', async () => {
    const refused = await network.uploadCode(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    expect(refused).toMatchObject({ status: 'refused', reason: expect.stringMatching(/\w/) });
  });

  test('a program is created from an uploaded code, with Executable Balance', async () => {
    await expect(network.createProgram({ codeId: `0x${'12'.repeat(32)}` })).rejects.toMatchObject({
      code: 'UNKNOWN_CODE',
    });
    const before = await network.getAccount();
    ({ program } = await network.createProgram({ codeId, executableBalance: 100n * wvara }));
    expect((before?.wvara ?? 0n) - ((await network.getAccount())?.wvara ?? 0n)).toBe(100n * wvara);
    const summary = (await network.getPrograms()).find((summary) => summary.program === program);
    expect(summary).toMatchObject({ codeId, status: 'uninitialized' });
    expect(await network.getProgram(program)).toMatchObject({ program, pages: [], mailbox: [], waitlist: [] });
  });

  test('an injected message to a program without init message waits and says why', async () => {
    const { program: young } = await network.createProgram({ codeId });
    const id = await send(call.reply(bytes('early')), { program: young, route: 'injected' });
    expect(await record(id)).toMatchObject({ status: 'waiting', reason: expect.stringContaining('init message') });
  });

  test('the first message initialises it', async () => {
    const init = await settled(new Uint8Array());
    expect(init).toMatchObject({ program, route: 'canonical', reply: { codeText: 'Success(Auto)' } });
    const { status, executableBalance, stateHash } = await network.getProgram(program);
    expect(status).toBe('active');
    expect(init.execution).toMatchObject({
      outcome: expect.stringContaining('Success'),
      charged: true,
      stateHashAfter: stateHash,
    });
    expect(executableBalance).toBe(100n * wvara - (init.execution?.cost ?? 0n));
  });

  test('a message through Ethereum is replied to, settles and becomes final', async () => {
    const id = await send(call.reply(bytes('hello')));
    const { reply, execution, ...final } = await record(id, 'final');
    expect(text(reply?.payload)).toBe('hello');
    expect(reply).toMatchObject({ code: '0x00010000', codeText: 'Success(Manual)' });
    expect(execution?.cost).toBe(BigInt(execution?.gasBurned ?? 0) * 100n);
    expect(execution?.stateHashBefore).not.toBe(execution?.stateHashAfter);
    expect(final.source).toBe((await network.getAccount())?.address);
    expect(final.settledBlock).toBeGreaterThan(0);
    expect(final.sentAt).toBeLessThanOrEqual(final.settledAt ?? 0);
    expect(final.settledAt).toBeLessThanOrEqual(final.finalAt ?? 0);
    const told = statuses(id);
    expect(told[0]).toBe('queued');
    expect(told.slice(-2)).toEqual(['settled', 'final']);
  });

  test('an injected message is pre-confirmed before it settles', async () => {
    const id = await send(call.reply(bytes('swift')), { route: 'injected' });
    expect(text((await record(id, 'preConfirmed', 'settled', 'final')).reply?.payload)).toBe('swift');
    const { preConfirmedAt = 0, settledAt = 0, route } = await record(id, 'settled', 'final');
    expect(route).toBe('injected');
    expect(preConfirmedAt).toBeGreaterThan(0);
    expect(preConfirmedAt).toBeLessThanOrEqual(settledAt);
    expect(statuses(id).slice(0, 3)).toEqual(['queued', 'preConfirmed', 'settled']);
  });

  test('an injected message with value is refused', async () => {
    const id = await send(call.reply(bytes('')), { route: 'injected', value: 1n });
    expect(await record(id)).toMatchObject({ status: 'refused', reason: expect.stringContaining('value') });
  });

  test('a query changes nothing', async () => {
    const before = await network.getProgram(program);
    const { reply } = await network.calculateReply({ program, payload: call.reply(bytes('?')), value: 0n });
    expect(text(reply.payload)).toBe('?');
    expect(await network.getProgram(program)).toEqual(before);
  });

  test('a panic is told by its reply; injected and cheap it costs nothing', async () => {
    const { executableBalance } = await network.getProgram(program);
    const injected = await record(
      await send(call.panic('no'), { route: 'injected' }),
      'preConfirmed',
      'settled',
      'final',
    );
    expect(injected.reply?.codeText).toBe('Error(Execution(UserspacePanic))');
    const canonical = await settled(call.panic('no'));
    expect(canonical).toMatchObject({ reply: { codeText: 'Error(Execution(UserspacePanic))' } });
    const { executableBalance: after } = await network.getProgram(program);
    expect(executableBalance - after).toBe(canonical.execution?.cost);
    expect(await record(injected.id, 'settled', 'final')).toBeDefined();
  });

  test('value goes in, out through the mailbox, and comes back when it is claimed', async () => {
    const account = await network.getAccount();
    if (!account) throw new Error('There is no account');
    await settled(call.debug(''), { value: 2n * ether });
    expect((await network.getProgram(program)).freeBalance).toBe(2n * ether);
    await settled(call.send(account.address, ether, bytes('for you')));
    const { mailbox, freeBalance } = await network.getProgram(program);
    expect(freeBalance).toBe(ether);
    expect(mailbox).toMatchObject([{ destination: account.address, value: ether }]);
    expect(text(mailbox[0]?.payload)).toBe('for you');

    const messageId = mailbox[0]?.messageId as Hex;
    const before = (await network.getAccount())?.balance ?? 0n;
    await network.claimValue({ program, messageId });
    await until(async () => ((await network.getAccount())?.balance ?? 0n) > before);
    await until(async () => (await network.getProgram(program)).mailbox.length === 0);
    await expect(network.claimValue({ program, messageId })).rejects.toMatchObject({ code: 'NOT_IN_MAILBOX' });
  });

  test('a message in the mailbox is replied to', async () => {
    const account = await network.getAccount();
    await settled(call.send(account?.address as Hex, 0n, bytes('again')));
    const [entry] = (await network.getProgram(program)).mailbox;
    const repliedTo = entry?.messageId as Hex;
    const { id } = await network.sendReply({ program, repliedTo, payload: bytes('thanks'), value: 0n });
    const reply = await record(id, 'settled', 'final');
    expect(reply).toMatchObject({ program, route: 'reply', source: account?.address });
    expect(text(reply.payload)).toBe('thanks');
    expect((await network.getProgram(program)).mailbox).toEqual([]);
  });

  test('top-ups arrive', async () => {
    const before = await network.getProgram(program);
    await network.topUpFreeBalance(program, 3n * ether);
    await network.topUpExecutableBalance(program, 5n * wvara);
    const after = await until(async () => {
      const after = await network.getProgram(program);
      return after.executableBalance > before.executableBalance && after.freeBalance > before.freeBalance && after;
    });
    expect(after.freeBalance - before.freeBalance).toBe(3n * ether);
    expect(after.executableBalance - before.executableBalance).toBe(5n * wvara);
  });

  test('without Executable Balance a message is answered out of gas', async () => {
    const { program: poor } = await network.createProgram({ codeId });
    const answered = await settled(new Uint8Array(), { program: poor });
    expect(answered.reply?.codeText).toBe('Error(Execution(RanOutOfGas))');
    expect((await network.getProgram(poor)).status).toBe('terminated');
  });

  test('mistakes say what to do, and nothing is sent', async () => {
    const before = (await network.getMessages()).length;
    await expect(send(bytes(''), { program: NOWHERE })).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
    await expect(network.followProgram(NOWHERE)).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
    await expect(network.getProgram(NOWHERE)).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
    await expect(send(bytes(''), { value: 10n ** 30n })).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      hint: expect.stringMatching(/\w/),
    });
    await expect(network.topUpExecutableBalance(program, 10n ** 30n)).rejects.toMatchObject({
      code: 'INSUFFICIENT_WVARA',
    });
    await expect(network.topUpExecutableBalance(program, 0n)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
    expect((await network.getMessages()).length).toBe(before);
  });

  test('a past state can be looked at', async () => {
    const { execution } = await settled(call.reply(bytes('x')));
    await settled(call.reply(bytes('y')));
    const before = await network.getProgram(program, execution?.stateHashBefore);
    const after = await network.getProgram(program, execution?.stateHashAfter);
    expect(before.executableBalance - after.executableBalance).toBe(execution?.cost);
    await expect(network.getProgram(program, NO_STATE)).rejects.toMatchObject({ code: 'UNKNOWN_STATE' });
  });

  test('the history of a program has every state with what made it, and ends with the present one', async () => {
    const first = await settled(call.reply(bytes('one')));
    const before = await network.getProgram(program);
    await network.topUpExecutableBalance(program, 2n * wvara);
    await until(async () => (await network.getProgram(program)).executableBalance > before.executableBalance);
    const second = await settled(call.reply(bytes('two')));
    const states = await network.getStates(program);
    const [one, topUp, two] = states.slice(-3);
    expect(one).toMatchObject({ program, causes: [{ kind: 'message', messageId: first.id }] });
    expect(topUp?.causes).toEqual([{ kind: 'topUp', amount: 2n * wvara }]);
    expect(two?.causes).toEqual([{ kind: 'message', messageId: second.id }]);
    expect([one?.gasBurned, two?.gasBurned]).toEqual([first.execution?.gasBurned, second.execution?.gasBurned]);
    expect(one?.stateHash).toBe(before.stateHash);
    expect(two?.stateHash).toBe((await network.getProgram(program)).stateHash);
    expect(one?.height).toBeLessThanOrEqual(two?.height ?? 0);
    expect(one?.at).toBeLessThanOrEqual(two?.at ?? 0);
    const tips = await Promise.all(states.slice(-3).map(({ stateHash }) => network.getProgram(program, stateHash)));
    expect((tips[1]?.executableBalance ?? 0n) - (tips[0]?.executableBalance ?? 0n)).toBe(2n * wvara);
    await expect(network.getStates(NOWHERE)).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
  });

  test('an earlier state answers as it did, and can be taken along; nothing changes', async () => {
    const states = await network.getStates(program);
    const { stateHash } = states.at(-3) as StatePoint;
    const before = await network.getProgram(program);
    const { reply, gasBurned } = await network.calculateReply({
      program,
      payload: call.reply(bytes('then')),
      value: 0n,
      stateHash,
    });
    expect([text(reply.payload), reply.codeText]).toEqual(['then', 'Success(Manual)']);
    expect(gasBurned).toBeGreaterThan(0);
    const taken = await network.exportProgram(program, stateHash);
    expect(taken).toMatchObject({ program, codeId, stateHash, height: states.at(-3)?.height });
    expect(taken.blobs.has(stateHash)).toBe(true);
    expect(await network.getProgram(program)).toEqual(before);
    const question = { program, payload: call.reply(bytes('')), value: 0n };
    await expect(network.calculateReply({ ...question, stateHash: NO_STATE })).rejects.toMatchObject({
      code: 'UNKNOWN_STATE',
    });
    await expect(network.calculateReply({ ...question, stateHash: NOTHING_HAPPENED })).rejects.toMatchObject({
      code: 'NO_REPLY',
    });
    await expect(network.exportProgram(program, NO_STATE)).rejects.toMatchObject({ code: 'UNKNOWN_STATE' });
  });

  test('a page of memory is read by its hash', async () => {
    const { pages } = await network.getProgram(program);
    const page = await network.getPage(pages[0]?.hash as Hex);
    expect(page).toHaveLength(16 * 1024);
    expect(bytesToHex(blake2b256(page))).toBe(pages[0]?.hash);
    const { stateHash } = await network.getProgram(program);
    for (const hash of [NO_STATE, stateHash]) {
      await expect(network.getPage(hash)).rejects.toMatchObject({ code: 'UNKNOWN_STATE' });
    }
  });

  test('a message that waits is seen in the state, with what it says', async () => {
    const id = await send(call.wait(bytes('woken')));
    const { waitlist } = await until(async () => {
      const state = await network.getProgram(program);
      return state.waitlist.length > 0 && state;
    });
    expect(waitlist).toMatchObject([{ messageId: id, kind: 'handle', source: (await network.getAccount())?.address }]);
    expect(waitlist[0]?.payload).toEqual(call.wait(bytes('woken')));
    await record(id, 'settled', 'final');
  });

  test('a program can be taken along, code and state', async () => {
    const taken = await network.exportProgram(program);
    expect(taken).toMatchObject({ program, codeId, stateHash: (await network.getProgram(program)).stateHash });
    expect(codeIdOf(taken.wasm)).toBe(codeId);
    expect(taken.blobs.has(taken.stateHash)).toBe(true);
    for (const [hash, blob] of taken.blobs) expect(bytesToHex(blake2b256(blob))).toBe(hash);
    expect(taken.height).toBeGreaterThan(0);
  });

  test('the ledger’s movements sum up to the balances', async () => {
    expect(checkLedger(await network.getLedger(), await network.getPrograms())).toEqual([]);
  });

  test('what happened is still there when it is opened again', async () => {
    const history = async () => ({
      messages: (await network.getMessages()).filter(({ status }) => status === 'final'),
      ledger: await network.getLedger(),
      programs: await network.getPrograms(),
    });
    await until(async () => (await network.getMessages()).every(({ status }) => status !== 'settled'));
    const before = await history();
    expect(before.messages.length).toBeGreaterThan(10);
    network = await tested.reopen();
    expect(await history()).toEqual(before);
    network.subscribe((event) => void events.push(event));
    expect(text((await settled(call.reply(bytes('on')))).reply?.payload)).toBe('on');
  });
}
