import { readFileSync } from 'node:fs';
import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ethereumClient } from '../../../server/devnet/chain/ethereum-client.ts';
import { startEthereum } from '../../../server/devnet/fixtures/start-ethereum.ts';
import { checkLedger } from '../../ledger/check-ledger.ts';
import { CONVERTER_RESERVE, WEI_PER_UNIT } from '../../ledger/conversion.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import type { LedgerEntry, MessageRecord, Network, SendMessageParameters } from '../network.ts';
import { converterAbi } from './contracts.ts';

/** The whole way: the example program on an executor node, the real contracts, the converter, and a client of it. */

const wvara = 10n ** 12n;
/** Of the example Self-funding, as sails-sol-gen writes it. */
const funds = parseAbi([
  'function create(bool _callReply, address converter, uint128 threshold)',
  'function fundsPay(bool _callReply) payable',
  'function fundsRefill(bool _callReply)',
  'function fundsSetThreshold(bool _callReply, uint128 threshold)',
]);
const wasm = readFileSync(new URL('../../../build/programs/self-funding.wasm', import.meta.url));

let ethereum: Awaited<ReturnType<typeof startEthereum>>;
let network: Network;
let codeId: Hex;
let converter: Hex;

beforeAll(async () => {
  ethereum = await startEthereum();
  ({ network } = await ethereum.open());
  ({ converter } = ethereum.devnet);
  await network.faucet?.();
  ({ codeId } = await network.uploadCode(wasm));
}, 90_000);
afterAll(() => ethereum?.stop());

const pay = hexToBytes(encodeFunctionData({ abi: funds, functionName: 'fundsPay', args: [false] }));
const refill = hexToBytes(encodeFunctionData({ abi: funds, functionName: 'fundsRefill', args: [true] }));

/** @param threshold wei from which on it converts a payment by itself */
async function deploy(threshold: bigint): Promise<Hex> {
  const { program } = await network.createProgram({ codeId, executableBalance: 10n * wvara });
  const args = [false, converter, threshold] as const;
  const create = encodeFunctionData({ abi: funds, functionName: 'create', args });
  await settled(program, { payload: hexToBytes(create) });
  return program;
}

/** Sends through Ethereum and waits until it is settled. */
async function settled(program: Hex, message: Partial<SendMessageParameters>): Promise<MessageRecord> {
  const payload = new Uint8Array();
  const { id } = await network.sendMessage({ program, payload, value: 0n, route: 'canonical', ...message });
  return vi.waitFor(async () => {
    const record = (await network.getMessages()).find((message) => message.id === id);
    expect(record?.status).toMatch(/settled|final/);
    return record as MessageRecord;
  }, 20_000);
}

/** The program's conversions, when there are `count`; the books are right then. */
async function conversions(program: Hex, count: number, client = network): Promise<LedgerEntry[]> {
  return vi.waitFor(async () => {
    const ledger = await client.getLedger();
    const found = ledger.filter((entry) => entry.program === program && entry.kind === 'converted');
    expect(found).toHaveLength(count);
    expect(checkLedger(ledger, await client.getPrograms())).toEqual([]);
    return found;
  }, 20_000);
}

const owed = (program: Hex) =>
  ethereumClient(ethereum.devnet.ethereumRpc).readContract({
    address: converter,
    abi: converterAbi,
    functionName: 'owed',
    args: [program],
  });

test('the network tells address, rate and reserve', async () => {
  await vi.waitFor(async () =>
    expect((await network.getStatus()).converter).toEqual({
      address: converter,
      weiPerUnit: WEI_PER_UNIT,
      reserve: CONVERTER_RESERVE,
    }),
  );
});

test('what a program was paid becomes its Executable Balance, to the unit', async () => {
  const program = await deploy(2n ** 127n);
  const [units, rest] = [5n * wvara + 3n, 41n];
  const value = units * WEI_PER_UNIT + rest;
  await settled(program, { payload: pay, value });
  const before = await network.getProgram(program);
  expect(before.freeBalance).toBe(value);

  const asked = await settled(program, { payload: refill, byConverter: true });
  expect(asked).toMatchObject({ source: converter, route: 'canonical', value: 0n, status: 'settled' });
  expect(asked.prediction).toMatchObject({ status: 'predicted', reply: { value, codeText: 'Success(Manual)' } });
  expect(await conversions(program, 1)).toMatchObject([{ amount: units, paid: units * WEI_PER_UNIT }]);

  const after = await network.getProgram(program);
  expect(after.freeBalance).toBe(0n);
  const entries = (await network.getLedger()).filter((entry) => entry.program === program);
  expect(entries.filter(({ kind }) => kind === 'valueOut')).toMatchObject([{ amount: -value }]);
  const [burn] = entries.filter(({ kind }) => kind === 'burn').slice(-1);
  expect(after.executableBalance).toBe(before.executableBalance + units + (burn?.amount ?? 0n));
  expect((await network.getStates(program)).at(-1)?.causes).toEqual([{ kind: 'converted', amount: units }]);
  expect(await owed(program)).toBe(rest);
  expect((await network.getStatus()).converter?.reserve).toBe(CONVERTER_RESERVE - units);
}, 60_000);

test('what a program sent to the converter is claimed, and converted with the next call', async () => {
  const program = await deploy(0n);
  const value = 2n * wvara * WEI_PER_UNIT;
  await settled(program, { payload: pay, value });
  // Its event lies there too.
  const letters = async () =>
    (await network.getProgram(program)).mailbox.filter(({ destination }) => destination === converter);
  const [letter] = await letters();
  expect(letter).toMatchObject({ value });
  await network.claimValue({ program, messageId: letter?.messageId as Hex });
  await vi.waitFor(async () => {
    expect(await owed(program)).toBe(value);
    expect(await letters()).toEqual([]);
  }, 20_000);

  await settled(program, { payload: refill, byConverter: true });
  expect(await conversions(program, 1)).toMatchObject([{ amount: 2n * wvara, paid: value }]);
}, 60_000);

test('a call that the program refuses, or whose reply calls nothing, converts nothing and loses nothing', async () => {
  const program = await deploy(2n ** 127n);
  const value = wvara * WEI_PER_UNIT;
  await settled(program, { payload: pay, value });
  const change = encodeFunctionData({ abi: funds, functionName: 'fundsSetThreshold', args: [true, 1n] });
  const refused = await settled(program, { payload: hexToBytes(change), byConverter: true });
  expect(refused.prediction).toMatchObject({ reply: { codeText: 'Error(Execution(UserspacePanic))' } });
  expect((await network.getProgram(program)).freeBalance).toBe(value);

  const withoutCallBack = hexToBytes(encodeFunctionData({ abi: funds, functionName: 'fundsRefill', args: [false] }));
  await settled(program, { payload: withoutCallBack, byConverter: true });
  await vi.waitFor(async () => expect(await owed(program)).toBe(value), 20_000);
  await conversions(program, 0);
}, 60_000);

test('another client that follows the program books the same', async () => {
  const ledgerOf = (entries: LedgerEntry[], program: Hex) =>
    entries.filter((entry) => entry.program === program).map(({ kind, amount, paid }) => ({ kind, amount, paid }));
  const { network: other } = await ethereum.open();
  for (const { program } of await network.getPrograms()) {
    await vi.waitFor(
      async () =>
        expect(ledgerOf(await other.getLedger(), program)).toEqual(ledgerOf(await network.getLedger(), program)),
      20_000,
    );
  }
  const converted = (await other.getLedger()).filter(({ kind }) => kind === 'converted');
  expect(converted).toHaveLength(2);

  const { router } = network.info;
  const { network: pub } = await ethereum.open({ preset: { isDevelopment: false, router, converter } });
  for (const { program, amount, paid } of converted) {
    await pub.followProgram(program);
    expect(await conversions(program, 1, pub)).toMatchObject([{ amount, paid }]);
  }
}, 60_000);

test('a network without a converter says so', async () => {
  const { router } = network.info;
  const { network: pub, wallet } = await ethereum.open({ preset: { isDevelopment: false, router } });
  expect((await pub.getStatus()).converter).toBeUndefined();
  const [{ program } = { program: converter }] = await network.getPrograms();
  const message = { program, payload: refill, value: 0n, route: 'canonical', byConverter: true } as const;
  await expect(pub.sendMessage(message)).rejects.toMatchObject({ code: 'NO_CONVERTER' });
  expect(wallet.requests).not.toContain('eth_sendTransaction');
  const wrong = await ethereum.open({ preset: { isDevelopment: false, router, converter: router } });
  await vi.waitFor(async () => expect((await wrong.network.getStatus()).connection.state).toBe('unreachable'), 10_000);
});
