import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { bytes, call } from '../../executor/fixtures/toolbox.ts';
import { checkLedger } from '../../ledger/check-ledger.ts';
import type { Hex } from '../../shared/hex.ts';
import { startNetwork } from './fixtures/start-network.ts';
import { LocalDatabase } from './local-database.ts';

type Started = Awaited<ReturnType<typeof startNetwork>>;
const started: Started[] = [];
afterEach(() => {
  for (const { stop } of started.splice(0)) stop();
});

const STEPS = 60;

test.each([1, 2, 3])('whatever happens, no unit of WVARA or wei is lost or made (seed %i)', async (seed) => {
  const random = generator(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const database = await LocalDatabase.open(`session ${seed}`);
  let current = await startNetwork({ database, executors: 1 + random(3) });
  started.push(current);
  const { address, balance } = await current.network.getAccount();
  const programs: Hex[] = [];
  for (let index = 0; index < 3; index++) programs.push(await current.deploy());

  const perform = async () => {
    const { network } = current;
    const program = pick(programs);
    const value = pick([0n, 0n, 5n * 10n ** 15n]);
    const payload = pick([
      () => call.reply(bytes('r')),
      () => call.panic('p'),
      () => call.debug('d'),
      () => call.wait(bytes('w')),
      () => call.send(pick(programs), 10n ** 15n, call.reply(bytes('from a program'))),
      () => call.send(pick(programs), 0n, call.send(pick(programs), 0n, call.panic('deep')), random(3)),
      () => call.send(address, 10n ** 15n, bytes('for the mailbox')),
    ])();
    const send = (route: 'canonical' | 'injected') =>
      network.sendMessage({ program, payload, value: route === 'injected' ? 0n : value, route });
    const claim = async () => {
      const { mailbox } = await network.getProgram(program);
      const messageId = mailbox.find(({ destination }) => destination === address)?.messageId;
      if (messageId && random(2)) await network.claimValue({ program, messageId });
      else if (messageId) await network.sendReply({ program, repliedTo: messageId, payload: bytes(''), value });
    };
    await pick([
      () => send('canonical'),
      () => send('canonical'),
      () => send('injected'),
      () => Promise.all([send('canonical'), send('injected'), send('canonical')]),
      () => network.calculateReply({ program, payload: call.reply(bytes('q')), value: 0n }),
      () => network.topUpExecutableBalance(program, BigInt(1 + random(10 ** 12))),
      () => network.topUpFreeBalance(program, BigInt(1 + random(10 ** 15))),
      () => network.setExecutors(1 + random(3)),
      () => network.advance(1 + random(3)),
      claim,
    ])();
  };
  for (let step = 0; step < STEPS; step++) {
    await perform();
    if (step === STEPS / 2) {
      current.stop();
      current = await startNetwork({ database });
      started.push(current);
    }
  }

  const { network } = current;
  await network.advance(80);
  expect(checkLedger(await network.getLedger(), await network.getPrograms())).toEqual([]);
  const snapshots = await Promise.all(programs.map((program) => network.getProgram(program)));
  const held = sum(snapshots.map(({ freeBalance }) => freeBalance));
  const inMailboxes = sum(snapshots.flatMap(({ mailbox }) => mailbox.map(({ value }) => value)));
  expect((await network.getAccount()).balance + held + inMailboxes).toBe(balance);
  const unfinished = (await network.getMessages()).filter(({ status }) => status !== 'final' && status !== 'refused');
  expect(unfinished).toEqual([]);
});

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Numbers from 0 to below `limit`, the same for the same seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed * 7919;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * limit);
  };
}
