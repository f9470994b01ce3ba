import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { bytes, call, text } from '../../executor/fixtures/toolbox.ts';
import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord } from '../network.ts';
import { loseBlob } from './fixtures/lose-blob.ts';
import { startNetwork } from './fixtures/start-network.ts';
import { LocalDatabase } from './local-database.ts';

type Started = Awaited<ReturnType<typeof startNetwork>>;
const started: Started[] = [];
afterEach(() => {
  for (const { stop } of started.splice(0)) stop();
});

/** Starts a network on the database of that name, as a page does that was reloaded. */
async function open(name: string, room?: number): Promise<Started & { close(): void }> {
  const database = await LocalDatabase.open(name);
  const network = await startNetwork({ database, ...(room && { room }) });
  started.push(network);
  return {
    ...network,
    close() {
      network.stop();
      database.close();
    },
  };
}

test('after a reload everything is as it was, and goes on', async () => {
  const first = await open('reload');
  const program = await first.deploy();
  const { id } = await first.send(program, call.reply(bytes('before')));
  await first.send(program, call.debug('printed'));
  const waiting = await first.send(program, call.wait(bytes('woken after the reload')));
  await first.network.setExecutors(3);
  await first.network.advance();
  const whole = async ({ network }: Started) => ({
    programs: await network.getPrograms(),
    program: await network.getProgram(program),
    messages: await network.getMessages(),
    ledger: await network.getLedger(),
    logs: await network.getLogs(),
    account: await network.getAccount(),
    earnings: (await network.getStatus()).executorsEarnings,
    height: (await network.getStatus()).height,
  });
  const before = await whole(first);
  first.close();

  const second = await open('reload');
  expect(await whole(second)).toEqual(before);
  expect((await second.network.getStatus()).executors).toHaveLength(3);
  const { execution } = await second.record(id);
  expect(await second.network.getProgram(program, execution?.stateHashBefore)).toBeDefined();

  await second.network.advance(2);
  expect(text((await second.record(waiting.id)).reply?.payload)).toBe('woken after the reload');
  expect((await second.send(program, call.reply(bytes('after')))).status).toBe('preConfirmed');
});

test('an injected message in the pool survives', async () => {
  const first = await open('pool');
  const program = await first.deploy();
  await first.send(program, call.spin());
  const { id, status } = await first.send(program, call.reply(bytes('at last')), { route: 'injected' });
  expect(status).toBe('waiting');
  first.close();

  const second = await open('pool');
  await second.network.topUpExecutableBalance(program, 10n ** 12n);
  expect(text((await second.record(id)).reply?.payload)).toBe('at last');
});

test('what is acknowledged is saved, whenever the page is closed', async () => {
  const first = await open('acknowledged');
  const program = await first.deploy();
  const acknowledged: Hex[] = [];
  for (let index = 0; index < 5; index++) {
    const { id } = await first.network.sendMessage({
      program,
      payload: call.reply(bytes('')),
      value: 0n,
      route: 'canonical',
    });
    acknowledged.push(id);
  }
  // Under way, not acknowledged: it may be there afterwards or not, but never half.
  void first.network
    .sendMessage({ program, payload: call.reply(bytes('')), value: 0n, route: 'canonical' })
    .catch(() => {});
  first.close();

  const second = await open('acknowledged');
  for (const id of acknowledged) expect((await second.record(id)).status).toBe('preConfirmed');
  expect((await second.send(program, call.reply(bytes('on')))).status).toBe('preConfirmed');
});

test('only blobs that something refers to are kept', async () => {
  const first = await open('blobs');
  const program = await first.deploy();
  for (let index = 0; index < 20; index++) {
    await first.network.calculateReply({ program, payload: call.reply(bytes(`${index}`)), value: 0n });
  }
  await first.send(program, call.reply(bytes('x')));
  const { size } = first.store;
  for (let index = 0; index < 20; index++) {
    await first.network.calculateReply({ program, payload: call.reply(bytes(`${index}`)), value: 0n });
  }
  await first.network.advance();
  expect(first.store.size).toBe(size);
  first.close();
  expect((await open('blobs')).store.size).toBe(size);
});

test('what a query made and was dropped is made anew by a message', async () => {
  const first = await open('again');
  const program = await first.deploy();
  const payload = call.reply(bytes('the same'));
  await first.network.calculateReply({ program, payload, value: 0n });
  await first.network.advance();
  for (let index = 0; index < 3; index++) {
    expect((await first.send(program, payload)).status).toBe('preConfirmed');
    await first.network.calculateReply({ program, payload, value: 0n });
  }
  const { pages } = await first.network.getProgram(program);
  first.close();
  expect((await (await open('again')).network.getProgram(program)).pages).toEqual(pages);
});

test('when room is short old states go, the present stays', async () => {
  const room = 500_000;
  const first = await open('room', room);
  const program = await first.deploy();
  const sent: MessageRecord[] = [];
  for (let index = 0; index < 40; index++) sent.push(await first.send(program, call.reply(bytes(`${index}`))));
  expect(first.store.size).toBeLessThan(room + 50_000);
  const stateHash = (index: number) => sent[index]?.execution?.stateHashAfter;
  await expect(first.network.getProgram(program, stateHash(0))).rejects.toMatchObject({ code: 'UNKNOWN_STATE' });
  expect(await first.network.getProgram(program, stateHash(39))).toMatchObject({ program });
  first.close();

  const second = await open('room', room);
  expect(second.store.size).toBe(first.store.size);
  expect((await second.send(program, call.reply(bytes('on')))).status).toBe('preConfirmed');
});

test('a chain that lacks a part says that it is damaged', async () => {
  const first = await open('damaged');
  const program = await first.deploy();
  const { stateHash } = await first.network.getProgram(program);
  first.close();

  await loseBlob('damaged', stateHash);
  const database = await LocalDatabase.open('damaged');
  await expect(startNetwork({ database })).rejects.toMatchObject({
    code: 'LOCAL_CHAIN_DAMAGED',
    hint: expect.stringContaining('Reset'),
  });
});
