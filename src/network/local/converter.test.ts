import { afterEach, expect, test } from 'vitest';
import { bytes, call } from '../../executor/fixtures/toolbox.ts';
import { checkLedger } from '../../ledger/check-ledger.ts';
import { CONVERTER_RESERVE, WEI_PER_UNIT } from '../../ledger/conversion.ts';
import type { Hex } from '../../shared/hex.ts';
import { MOST_CLAIMS } from './converter.ts';
import { startNetwork } from './fixtures/start-network.ts';
import { CONVERTER_ADDRESS } from './local-addresses.ts';

let started: Awaited<ReturnType<typeof startNetwork>>[] = [];
async function start(...parameters: Parameters<typeof startNetwork>) {
  const network = await startNetwork(...parameters);
  started.push(network);
  return network;
}
afterEach(async () => {
  for (const { network, stop } of started) {
    expect(checkLedger(await network.getLedger(), await network.getPrograms())).toEqual([]);
    stop();
  }
  started = [];
});

const wvara = 10n ** 12n;
const toConverter = (value: bigint) => call.send(CONVERTER_ADDRESS, value, bytes(''));
const conversions = async ({ network }: Awaited<ReturnType<typeof startNetwork>>, program: Hex) =>
  (await network.getLedger()).filter((entry) => entry.program === program && entry.kind === 'converted');

test('value that a program sends to the converter is claimed, then tops it up', async () => {
  const local = await start();
  const { network, deploy, send, record } = local;
  const program = await deploy();
  const value = 5n * wvara * WEI_PER_UNIT;
  const { outgoing } = await send(program, toConverter(value), { value });
  expect((await network.getProgram(program)).mailbox).toMatchObject([{ destination: CONVERTER_ADDRESS, value }]);

  await network.advance();
  const { mailbox, executableBalance: before } = await network.getProgram(program);
  expect(mailbox).toEqual([]);
  const claims = (await network.getMessages()).filter(({ source }) => source === CONVERTER_ADDRESS);
  expect(claims).toMatchObject([{ program, route: 'reply', value: 0n }]);
  expect(outgoing).toHaveLength(1);
  expect(await conversions(local, program)).toEqual([]);

  await network.advance();
  expect((await network.getProgram(program)).executableBalance).toBe(before + 5n * wvara);
  expect(await conversions(local, program)).toMatchObject([{ amount: 5n * wvara, paid: value }]);
  expect((await network.getStates(program)).at(-1)?.causes).toEqual([{ kind: 'converted', amount: 5n * wvara }]);
  expect((await network.getStatus()).converter).toEqual({
    address: CONVERTER_ADDRESS,
    weiPerUnit: WEI_PER_UNIT,
    reserve: CONVERTER_RESERVE - 5n * wvara,
  });
  const [claim] = claims;
  expect((await record(claim?.id as Hex)).status).toBe('settled');
});

test('less than a unit stays owed until there is more', async () => {
  const local = await start();
  const { network, deploy, send } = local;
  const program = await deploy();
  await send(program, toConverter(WEI_PER_UNIT - 1n), { value: WEI_PER_UNIT });
  await network.advance(2);
  expect(await conversions(local, program)).toEqual([]);
  await send(program, toConverter(1n));
  await network.advance(2);
  expect(await conversions(local, program)).toMatchObject([{ amount: 1n, paid: WEI_PER_UNIT }]);
  expect(network.chain.state.converter.owed).toEqual(new Map());
});

test('an exhausted reserve gives what it has; the rest stays owed', async () => {
  const local = await start();
  const { network, deploy, send } = local;
  const program = await deploy();
  const { converter } = network.chain.state;
  converter.wvara = 3n;
  await send(program, toConverter(10n * WEI_PER_UNIT), { value: 10n * WEI_PER_UNIT });
  await network.advance(2);
  expect(await conversions(local, program)).toMatchObject([{ amount: 3n, paid: 3n * WEI_PER_UNIT }]);
  await network.advance(2);
  expect(converter).toMatchObject({ wvara: 0n, owed: new Map([[program, 7n * WEI_PER_UNIT]]) });
  converter.wvara = 100n;
  await network.advance();
  expect(await conversions(local, program)).toMatchObject([{ amount: 3n }, { amount: 7n }]);
});

test('what waits in the pool runs in the block of the conversion', async () => {
  const local = await start();
  const { network, deploy, send, record } = local;
  const program = await deploy();
  const value = wvara * WEI_PER_UNIT;
  await send(program, toConverter(value), { value });
  await network.advance();
  const summary = network.chain.state.programs.get(program)?.summary;
  if (!summary) throw new Error('There is no program');
  // As after a costly message: the pool looks at nothing else.
  const held = summary.executableBalance;
  summary.executableBalance = 1n;
  const { id, status } = await send(program, call.reply(bytes('now')), { route: 'injected' });
  expect(status).toBe('waiting');
  summary.executableBalance = held;
  await network.advance();
  expect(await record(id)).toMatchObject({ status: 'preConfirmed', reply: { codeText: 'Success(Manual)' } });
});

test('a message by the converter carries no value and comes from it', async () => {
  const { network, deploy, send } = await start();
  const program = await deploy();
  const before = (await network.getAccount())?.balance;
  const sent = await send(program, call.reply(bytes('no value')), { byConverter: true });
  expect(sent).toMatchObject({ source: CONVERTER_ADDRESS, reply: { codeText: 'Success(Manual)' } });
  expect((await network.getAccount())?.balance).toBe(before);
  const paid = { program, payload: bytes(''), value: 1n, route: 'canonical', byConverter: true } as const;
  await expect(network.sendMessage(paid)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
});

test('more letters than one block claims are claimed in the next', async () => {
  const local = await start();
  const { network, deploy, send } = local;
  const program = await deploy();
  const letters = 3 + MOST_CLAIMS;
  const value = WEI_PER_UNIT;
  await Promise.all(Array.from({ length: letters }, () => send(program, toConverter(value), { value })));
  await network.advance();
  expect((await network.getProgram(program)).mailbox).toHaveLength(3);
  await network.advance(2);
  const amounts = (await conversions(local, program)).map(({ amount }) => amount);
  expect(amounts).toEqual([BigInt(MOST_CLAIMS), 3n]);
});

test('a claim whose block fails is repeated', async () => {
  let fails = false;
  const beforeRun = () => {
    if (fails) throw new Error('The executor broke');
  };
  const local = await start({ beforeRun });
  const { network, deploy, send } = local;
  const program = await deploy();
  await send(program, toConverter(WEI_PER_UNIT), { value: WEI_PER_UNIT });
  fails = true;
  await network.advance().catch(() => {});
  fails = false;
  expect((await network.getProgram(program)).mailbox).toHaveLength(1);
  await network.advance(2);
  expect(await conversions(local, program)).toMatchObject([{ amount: 1n }]);
});
