import { afterEach, expect, test, vi } from 'vitest';
import { bytes, call, text, toolbox } from '../../executor/fixtures/toolbox.ts';
import { checkLedger } from '../../ledger/check-ledger.ts';
import { actorId, addressOfActor } from '../../protocol/identifiers.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { startNetwork } from './fixtures/start-network.ts';

type Started = Awaited<ReturnType<typeof startNetwork>>;
const started: Started[] = [];
async function start(parameters?: Parameters<typeof startNetwork>[0]): Promise<Started> {
  const network = await startNetwork(parameters);
  started.push(network);
  return network;
}
afterEach(async () => {
  for (const { network, stop } of started.splice(0)) {
    expect(checkLedger(await network.getLedger(), await network.getPrograms())).toEqual([]);
    stop();
  }
});

const ether = 10n ** 18n;
const wvara = 10n ** 12n;

test('a message is answered at once, settles with the next block and is final two later', async () => {
  const { network, events, deploy, send, record } = await start();
  const program = await deploy();
  const { id, ...sent } = await send(program, call.reply(bytes('hello')));
  expect(sent).toMatchObject({ status: 'preConfirmed', route: 'canonical', program, outgoing: [] });
  expect(text(sent.reply?.payload)).toBe('hello');
  expect(sent.reply).toMatchObject({ code: '0x00010000', codeText: 'Success(Manual)' });
  const { execution } = sent;
  expect(execution).toMatchObject({ outcome: 'Success', charged: true, height: 1 });
  expect(execution?.cost).toBe(BigInt(execution?.gasBurned ?? 0) * 100n);
  expect(execution?.stateHashAfter).toBe((await network.getProgram(program)).stateHash);
  expect(execution?.stateHashBefore).not.toBe(execution?.stateHashAfter);

  await network.advance();
  expect(await record(id)).toMatchObject({ status: 'settled', settledBlock: 2 });
  await network.advance(2);
  expect((await record(id)).status).toBe('final');

  const lives = events.flatMap((event) =>
    event.type === 'message' && event.message.id === id ? [event.message.status] : [],
  );
  expect(lives).toEqual(['queued', 'preConfirmed', 'settled', 'final']);
});

test('a state of the past can be looked at', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const { execution } = await send(program, call.reply(bytes('x')));
  await send(program, call.reply(bytes('y')));
  const before = await network.getProgram(program, execution?.stateHashBefore);
  const after = await network.getProgram(program, execution?.stateHashAfter);
  expect(before.executableBalance - after.executableBalance).toBe(execution?.cost);
  await expect(network.getProgram(program, `0x${'99'.repeat(32)}`)).rejects.toMatchObject({ code: 'UNKNOWN_STATE' });
});

test('a program just created can be looked at', async () => {
  const { network } = await start();
  const { codeId } = await network.uploadCode(await toolbox());
  const { program } = await network.createProgram({ codeId });
  expect(await network.getProgram(program)).toMatchObject({
    status: 'uninitialized',
    pages: [],
    mailbox: [],
    waitlist: [],
  });
});

test('a query changes nothing', async () => {
  const { network, events, deploy } = await start();
  const program = await deploy();
  const before = await network.getProgram(program);
  const told = events.length;
  const { reply, gasBurned } = await network.calculateReply({ program, payload: call.reply(bytes('?')), value: 0n });
  expect(text(reply.payload)).toBe('?');
  expect(gasBurned).toBeGreaterThan(0);
  expect(await network.getProgram(program)).toEqual(before);
  expect(events.slice(told).filter(({ type }) => type !== 'status')).toEqual([]);
});

test('an injected message waits for balance, says why, and resumes after a top-up', async () => {
  const { network, record, events } = await start();
  const { codeId } = await network.uploadCode(await toolbox());
  const { program } = await network.createProgram({ codeId });
  const inject = async () =>
    record((await network.sendMessage({ program, payload: call.reply(bytes('hi')), value: 0n, route: 'injected' })).id);

  const first = await inject();
  expect(first).toMatchObject({ status: 'waiting', reason: expect.stringContaining('init message') });
  await network.topUpExecutableBalance(program, wvara / 10n);
  await network.sendMessage({ program, payload: new Uint8Array(), value: 0n, route: 'canonical' });
  const waiting = await record(first.id);
  expect(waiting).toMatchObject({ status: 'waiting', reason: expect.stringContaining('0.2 WVARA') });
  // The block took from the balance, and whoever listens knows how much is left.
  const told = events.flatMap((event) =>
    event.type === 'message' && event.message.id === first.id ? event.message : [],
  );
  expect(told.at(-1)).toEqual(waiting);

  await network.topUpExecutableBalance(program, wvara);
  const resumed = await record(first.id);
  expect(resumed).toMatchObject({ status: 'preConfirmed', route: 'injected' });
  expect(resumed).not.toHaveProperty('reason');
  expect(text(resumed.reply?.payload)).toBe('hi');
});

test('an injected message that nobody takes up is dropped when it is outdated', async () => {
  const { network, record } = await start();
  const { codeId } = await network.uploadCode(await toolbox());
  const { program } = await network.createProgram({ codeId });
  const { id } = await network.sendMessage({ program, payload: bytes(''), value: 0n, route: 'injected' });
  await network.advance(30);
  expect((await record(id)).status).toBe('waiting');
  await network.advance(1);
  expect(await record(id)).toMatchObject({ status: 'refused', reason: expect.stringContaining('outdated') });
});

test('an injected message with value is refused', async () => {
  const { deploy, send } = await start();
  const refused = await send(await deploy(), call.reply(bytes('')), { route: 'injected', value: 1n });
  expect(refused).toMatchObject({ status: 'refused', reason: expect.stringContaining('value') });
});

test('a cheap panic of an injected message costs nothing, through Ethereum it costs', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const { executableBalance } = await network.getProgram(program);
  const injected = await send(program, call.panic('no'), { route: 'injected' });
  expect(injected).toMatchObject({ status: 'preConfirmed', execution: { charged: false, cost: 0n } });
  expect(injected.reply?.codeText).toBe('Error(Execution(UserspacePanic))');
  expect((await network.getProgram(program)).executableBalance).toBe(executableBalance);

  const canonical = await send(program, call.panic('no'));
  expect(canonical.execution).toMatchObject({ charged: true, outcome: expect.stringContaining('Trap') });
  expect((await network.getProgram(program)).executableBalance).toBe(
    executableBalance - (canonical.execution?.cost ?? 0n),
  );
});

test('without Executable Balance a message through Ethereum is answered out of gas', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const spent = await send(program, call.spin());
  expect(spent.reply?.code).toBe('0x01000000');
  expect((await network.getProgram(program)).executableBalance).toBeLessThan(wvara);
  const answered = await send(program, call.reply(bytes('x')));
  expect(answered).toMatchObject({ status: 'preConfirmed', reply: { codeText: 'Error(Execution(RanOutOfGas))' } });
});

test('a message that the program waits in says so until it is woken', async () => {
  const { network, deploy, send, record } = await start();
  const program = await deploy();
  const waiting = await send(program, call.wait(bytes('late')));
  expect(waiting).toMatchObject({
    status: 'waiting',
    reason: expect.stringContaining('block 4'),
    execution: { outcome: 'Waiting' },
  });
  const { waitlist } = await network.getProgram(program);
  expect(waitlist).toEqual([
    {
      messageId: waiting.id,
      kind: 'handle',
      source: waiting.source,
      payload: waiting.payload,
      value: 0n,
      expiryHeight: 4,
    },
  ]);
  await network.advance(3);
  const woken = await record(waiting.id);
  expect(woken).toMatchObject({ status: 'preConfirmed', execution: { outcome: 'Success', height: 4 } });
  expect(text(woken.reply?.payload)).toBe('late');
  expect(woken.execution?.gasBurned).toBeGreaterThan(waiting.execution?.gasBurned ?? 0);
  const [before, after, ...more] = woken.execution?.runs ?? [];
  expect(more).toEqual([]);
  expect(before).toMatchObject({ queue: 'canonical', height: 1, chunk: 0, gasBurned: waiting.execution?.gasBurned });
  expect(after).toMatchObject({ queue: 'canonical', height: 4 });
  expect(after?.startedAt).toBeGreaterThanOrEqual((before?.startedAt ?? 0) + (before?.duration ?? 0));
  expect((before?.gasBurned ?? 0) + (after?.gasBurned ?? 0)).toBe(woken.execution?.gasBurned);
});

test('messages between programs have records that name their cause', async () => {
  const { network, deploy, send } = await start();
  const sender = await deploy();
  const receiver = await deploy();
  const cause = await send(sender, call.send(receiver, 0n, call.reply(bytes('pong'))));
  const [outgoing] = cause.outgoing;
  expect(outgoing?.destination).toBe(receiver);
  const messages = await network.getMessages();
  const caused = messages.find(({ id }) => id === outgoing?.id);
  expect(caused).toMatchObject({
    program: receiver,
    source: sender,
    causedBy: cause.id,
    status: 'preConfirmed',
    route: 'canonical',
  });
  expect(text(caused?.reply?.payload)).toBe('pong');
  const reply = messages.find(({ route }) => route === 'reply');
  expect(reply).toMatchObject({ program: sender, source: receiver, causedBy: caused?.id, status: 'preConfirmed' });
});

test('what an injected message causes is injected too', async () => {
  const { network, deploy, send } = await start();
  const sender = await deploy();
  const receiver = await deploy();
  const cause = await send(sender, call.send(receiver, 0n, call.reply(bytes('pong'))), { route: 'injected' });
  const caused = (await network.getMessages()).find(
    ({ causedBy, route }) => causedBy === cause.id && route !== 'reply',
  );
  expect(caused).toMatchObject({ route: 'injected', program: receiver, status: 'preConfirmed' });
});

test('a delayed message waits for its block', async () => {
  const { network, deploy, send, record } = await start();
  const sender = await deploy();
  const receiver = await deploy();
  const { outgoing } = await send(sender, call.send(receiver, 0n, call.reply(bytes('')), 2));
  const id = outgoing[0]?.id as Hex;
  expect(await record(id)).toMatchObject({
    status: 'waiting',
    arrivesAt: 3,
    reason: expect.stringContaining('block 3'),
  });
  await network.advance(2);
  expect(await record(id)).toMatchObject({ status: 'preConfirmed', arrivesAt: 3 });
});

test('value goes in, out through the mailbox, and back to the account when it is claimed and settled', async () => {
  const { network, deploy, send, record } = await start();
  const program = await deploy();
  const { address, balance } = await network.getAccount();
  await send(program, call.debug(''), { value: 5n * ether });
  expect((await network.getAccount()).balance).toBe(balance - 5n * ether);
  expect((await network.getProgram(program)).freeBalance).toBe(5n * ether);

  const { outgoing } = await send(program, call.send(address, 2n * ether, bytes('for you')));
  const messageId = outgoing[0]?.id as Hex;
  const { mailbox, freeBalance } = await network.getProgram(program);
  expect(freeBalance).toBe(3n * ether);
  expect(mailbox).toMatchObject([{ messageId, destination: address, value: 2n * ether }]);
  expect(text(mailbox[0]?.payload)).toBe('for you');

  await network.claimValue({ program, messageId });
  expect((await network.getAccount()).balance).toBe(balance - 5n * ether);
  await network.advance();
  expect((await network.getAccount()).balance).toBe(balance - 3n * ether);
  await expect(network.claimValue({ program, messageId })).rejects.toMatchObject({ code: 'NOT_IN_MAILBOX' });

  const second = await send(program, call.send(address, 1n * ether, bytes('again')));
  const { id } = await network.sendReply({
    program,
    repliedTo: second.outgoing[0]?.id as Hex,
    payload: bytes('thanks'),
    value: 0n,
  });
  expect(await record(id)).toMatchObject({ route: 'reply', status: 'preConfirmed', execution: { outcome: 'Success' } });
});

test('the value of a message that panics comes back', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const { balance } = await network.getAccount();
  const panicked = await send(program, call.panic('no'), { value: ether });
  expect(panicked.reply?.value).toBe(ether);
  await network.advance();
  expect((await network.getAccount()).balance).toBe(balance);
});

test('an exited program leaves what it holds to its inheritor', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const { address, balance } = await network.getAccount();
  await network.topUpFreeBalance(program, 4n * ether);
  await send(program, call.exit(address));
  expect(await network.getProgram(program)).toMatchObject({ status: 'exited', freeBalance: 0n });
  await network.advance();
  expect((await network.getAccount()).balance).toBe(balance);
});

test('… and its Mirror the same to the Mirror of a program that inherits', async () => {
  const { network, deploy, send } = await start();
  const [program, heir] = [await deploy(), await deploy()];
  await network.topUpFreeBalance(program, 4n * ether);
  await send(program, call.exit(heir));
  await network.advance();
  expect((await network.getProgram(heir)).freeBalance).toBe(4n * ether);
  const { mirrors } = network.chain.state.ethereum;
  expect([program, heir].map((address) => mirrors.get(actorId(address)))).toEqual([0n, 4n * ether]);
});

test('a program’s debug output is kept', async () => {
  const { network, events, deploy, send } = await start();
  const program = await deploy();
  const { id } = await send(program, call.debug('printed'));
  expect(await network.getLogs()).toMatchObject([{ program, messageId: id, text: 'printed' }]);
  expect(events.find(({ type }) => type === 'log')).toMatchObject({ program, text: 'printed' });
});

test('what a block’s limits leave in the queues runs in the next one, without anything else arriving', async () => {
  const { network, deploy } = await start();
  const program = await deploy();
  await network.topUpExecutableBalance(program, 1000n * wvara);
  const user: Hex = `0x${'77'.repeat(20)}`;
  const large = call.send(user, 0n, new Uint8Array(4000));
  const ids = await Promise.all(
    Array.from({ length: 12 }, () => network.sendMessage({ program, payload: large, value: 0n, route: 'canonical' })),
  );
  await vi.waitFor(async () => {
    const messages = new Map((await network.getMessages()).map((message) => [message.id, message.status]));
    expect(ids.map(({ id }) => messages.get(id))).toEqual(ids.map(() => 'preConfirmed'));
  }, 10_000);
  expect((await network.getStatus()).height).toBe(1);
});

test('many messages at once are all answered, on every executor', async () => {
  const { network, pool, deploy } = await start({ executors: 3 });
  // One that starts slowly would be spared by the pool.
  await Promise.all(pool.workers().map(({ ready }) => ready));
  const programs = await Promise.all(Array.from({ length: 6 }, () => deploy()));
  const ids = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      network.sendMessage({
        program: programs[index % 6] as Hex,
        payload: call.reply(bytes(`${index}`)),
        value: 0n,
        route: index % 2 ? 'injected' : 'canonical',
      }),
    ),
  );
  const messages = new Map((await network.getMessages()).map((message) => [message.id, message]));
  expect(ids.map(({ id }) => text(messages.get(id)?.reply?.payload))).toEqual(ids.map((_, index) => `${index}`));
  const { executors, executorsEarnings } = await network.getStatus();
  expect(executors.every(({ runs }) => runs > 0)).toBe(true);
  expect(executors.reduce((sum, { earnings }) => sum + earnings, 0n)).toBe(executorsEarnings);
});

test('the states are the same with one executor and with three', async () => {
  const states = [];
  for (const executors of [1, 3]) {
    const { network, deploy, send } = await start({ executors });
    const a = await deploy(`0x${'01'.repeat(32)}`);
    const b = await deploy(`0x${'02'.repeat(32)}`);
    await Promise.all([send(a, call.send(b, 0n, call.reply(bytes('x')))), send(b, call.wait(bytes('y')))]);
    await network.advance(3);
    states.push(await Promise.all([network.getProgram(a), network.getProgram(b)]));
  }
  expect(states[1]).toMatchObject(
    (states[0] ?? []).map(({ program, executableBalance, pages }) => ({ program, executableBalance, pages })),
  );
});

test('mistakes say what to do', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const nowhere: Hex = `0x${'99'.repeat(20)}`;
  await expect(send(nowhere, bytes(''))).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
  await expect(send(program, bytes(''), { value: 10n ** 30n })).rejects.toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
  await expect(network.topUpExecutableBalance(program, 10n ** 30n)).rejects.toMatchObject({
    code: 'INSUFFICIENT_WVARA',
  });
  await expect(network.topUpExecutableBalance(program, 0n)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
  await expect(network.createProgram({ codeId: `0x${'00'.repeat(32)}` })).rejects.toMatchObject({
    code: 'UNKNOWN_CODE',
  });
  await expect(network.setExecutors(0)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
  expect(await network.uploadCode(new Uint8Array([1, 2, 3]))).toMatchObject({
    status: 'refused',
    reason: expect.any(String),
  });
});

test('a message over which executors break down fails alone and is taken back', async () => {
  const poisoned = new Set<Hex>();
  const { network, deploy, send, record } = await start({
    beforeRun: ({ program }) => {
      if (!poisoned.has(addressOfActor(program))) return;
      throw new AppError({ code: 'ENGINE_BROKEN', shortMessage: 'The engine broke' });
    },
  });
  const good = await deploy();
  const bad = await deploy();
  const { balance } = await network.getAccount();
  const before = await network.getProgram(bad);
  poisoned.add(bad);

  const message = (program: Hex, value = 0n) => ({
    program,
    payload: call.reply(bytes('x')),
    value,
    route: 'canonical' as const,
  });
  const [first, failing, injected, second] = await Promise.allSettled([
    network.sendMessage(message(good)),
    network.sendMessage(message(bad, ether)),
    network.sendMessage({ ...message(bad), route: 'injected' }),
    network.sendMessage(message(good)),
  ]);
  for (const result of [first, second]) {
    expect(result.status === 'fulfilled' && (await record(result.value.id)).status).toBe('preConfirmed');
  }
  expect(failing).toMatchObject({ status: 'rejected', reason: { code: 'EXECUTORS_DIED' } });
  expect(injected.status === 'fulfilled' && (await record(injected.value.id))).toMatchObject({
    status: 'refused',
    reason: expect.stringContaining('The engine broke'),
  });
  expect((await network.getAccount()).balance).toBe(balance);
  expect(await network.getProgram(bad)).toEqual(before);

  poisoned.clear();
  await network.advance();
  expect((await send(bad, call.reply(bytes('well again')))).status).toBe('preConfirmed');
});

test('a reset fails what is under way instead of leaving it waiting', async () => {
  const { network, deploy } = await start();
  const program = await deploy();
  const reset = network.reset();
  const late = network.sendMessage({ program, payload: call.reply(bytes('')), value: 0n, route: 'canonical' });
  await expect(late).rejects.toMatchObject({ code: 'NETWORK_RESET' });
  await reset;
  expect(await network.getMessages()).toEqual([]);
});

test('a thousand blocks at once', async () => {
  const { network, deploy } = await start();
  await deploy();
  await network.advance(1000);
  expect((await network.getStatus()).height).toBe(1001);
});

test('a reset forgets everything; a faucet gives', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  await network.reset();
  expect(await network.getPrograms()).toEqual([]);
  expect(await network.getMessages()).toEqual([]);
  await expect(send(program, bytes(''))).rejects.toMatchObject({ code: 'UNKNOWN_PROGRAM' });
  const { balance } = await network.getAccount();
  await network.faucet();
  expect((await network.getAccount()).balance).toBeGreaterThan(balance);
  expect((await send(await deploy(), call.reply(bytes('anew')))).status).toBe('preConfirmed');
});
