import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { startEthereum } from '../../../server/devnet/fixtures/start-ethereum.ts';
import { tally } from '../../executor/fixtures/tally.ts';
import { bytes, call, text, toolbox } from '../../executor/fixtures/toolbox.ts';
import { checkLedger } from '../../ledger/check-ledger.ts';
import { signPersonal } from '../../protocol/personal-signature.ts';
import { receiptSigningBytes } from '../../protocol/receipt.ts';
import { addressOfKey, randomKey } from '../../shared/ethereum-key.ts';
import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord, Network, NetworkEvent, WalletTransaction } from '../network.ts';
import type { PrivateKeyWallet } from './fixtures/private-key-wallet.ts';
import { createMemoryNetworkStorage } from './memory-network-storage.ts';

let ethereum: Awaited<ReturnType<typeof startEthereum>>;
let network: Network;
let wallet: PrivateKeyWallet;
let codeId: Hex;
let program: Hex;
const ends: (() => void)[] = [];

const wvara = 10n ** 12n;
const SENDING = ['eth_sendTransaction', 'eth_signTypedData_v4', 'personal_sign'];

beforeAll(async () => {
  ethereum = await startEthereum();
  ({ network, wallet } = await ethereum.open());
  await network.faucet?.();
  ({ codeId } = await network.uploadCode(await toolbox()));
  ({ program } = await network.createProgram({ codeId, executableBalance: 100n * wvara }));
  await network.sendMessage({ program, payload: new Uint8Array(), value: 0n, route: 'canonical' });
  await vi.waitFor(async () => expect((await network.getProgram(program)).status).toBe('active'), 20_000);
}, 90_000);
afterAll(async () => {
  for (const end of ends) end();
  await ethereum?.stop();
});

const greet = (route: 'canonical' | 'injected', payload = call.reply(bytes('hi')), client = network) =>
  client.sendMessage({ program, payload, value: 0n, route });
const record = async (id: Hex, client = network): Promise<MessageRecord> => {
  const found = (await client.getMessages()).find((message) => message.id === id);
  if (!found) throw new RangeError(`No record of ${id}`);
  return found;
};

test('a wallet on another chain is never asked to sign or send', async () => {
  wallet.chainId = 1;
  const asked = wallet.requests.length;
  try {
    for (const attempt of [
      () => greet('canonical'),
      () => greet('injected'),
      () => network.topUpExecutableBalance(program, wvara),
      () => network.topUpFreeBalance(program, 1n),
      () => network.createProgram({ codeId, executableBalance: wvara }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'WRONG_CHAIN', hint: expect.stringContaining('Devnet') });
    }
  } finally {
    wallet.chainId = ethereum.preset.chainId;
  }
  const requests = wallet.requests.slice(asked);
  expect(requests).toContain('eth_chainId');
  expect(requests.filter((method) => SENDING.includes(method))).toEqual([]);
});

test('a rejection in the wallet is told and changes nothing', async () => {
  const told: WalletTransaction[] = [];
  const end = network.subscribe((event) => void (event.type === 'transaction' && told.push(event.transaction)));
  const before = await network.getMessages();
  wallet.rejects = true;
  try {
    await expect(greet('canonical')).rejects.toMatchObject({ code: 'USER_REJECTED' });
    await expect(greet('injected')).rejects.toMatchObject({ code: 'USER_REJECTED' });
    await expect(network.topUpExecutableBalance(program, wvara)).rejects.toMatchObject({ code: 'USER_REJECTED' });
  } finally {
    wallet.rejects = false;
    end();
  }
  expect((await network.getMessages()).length).toBe(before.length);
  expect(told.map(({ status }) => status)).toEqual(['asking', 'failed', 'asking', 'failed', 'asking', 'failed']);
});

test('without a wallet there is nobody to sign; queries work', async () => {
  wallet.connect(false);
  try {
    await expect(greet('canonical')).rejects.toMatchObject({ code: 'NO_WALLET' });
    expect(await network.getAccount()).toBeNull();
    const { reply } = await network.calculateReply({ program, payload: call.reply(bytes('?')), value: 0n });
    expect(text(reply.payload)).toBe('?');
  } finally {
    wallet.connect(true);
  }
});

test('what the account lacks is told before the wallet is asked', async () => {
  const poor = await ethereum.open();
  await expect(greet('canonical', bytes(''), poor.network)).rejects.toMatchObject({
    code: 'INSUFFICIENT_FUNDS',
    shortMessage: expect.stringContaining('0 ETH'),
  });
  await expect(poor.network.topUpExecutableBalance(program, 5n * wvara)).rejects.toMatchObject({
    code: 'INSUFFICIENT_WVARA',
    shortMessage: expect.stringMatching(/0 WVARA.*5 WVARA/),
  });
  expect(poor.wallet.requests.filter((method) => SENDING.includes(method))).toEqual([]);
});

test('a contract’s refusal is told in plain words', async () => {
  const stranger = await ethereum.open();
  await stranger.network.faucet?.();
  const { program: young } = await network.createProgram({ codeId });
  const first = stranger.network.sendMessage({ program: young, payload: bytes(''), value: 0n, route: 'canonical' });
  await expect(first).rejects.toMatchObject({
    code: 'CONTRACT_REFUSED',
    shortMessage: expect.stringContaining('created the program'),
    details: expect.stringContaining('InitMessageNotCreatedAndCallerNotInitializer'),
  });
});

test('a wallet without typed data tops up by approval', async () => {
  const { executableBalance } = await network.getProgram(program);
  wallet.signsTypedData = false;
  try {
    await network.topUpExecutableBalance(program, 7n * wvara);
  } finally {
    wallet.signsTypedData = true;
  }
  await vi.waitFor(
    async () => expect((await network.getProgram(program)).executableBalance - executableBalance).toBe(7n * wvara),
    15_000,
  );
});

test('an injected message is shown before it is signed', async () => {
  const { id } = await greet('injected', call.reply(bytes('seen')));
  expect(wallet.reviews.at(-1)).toMatchObject({
    kind: 'injected',
    network: 'Devnet',
    transaction: { destination: program, value: 0n },
  });
  await vi.waitFor(async () => expect((await record(id)).status).not.toBe('queued'), 10_000);
  const { preConfirmation } = await record(id);
  expect(preConfirmation).toMatchObject({ verdict: 'valid', validator: ethereum.devnet.validator });
});

test('predictions chain and agree with what the network did', async () => {
  const ids: Hex[] = [];
  for (const word of ['one', 'two', 'three']) ids.push((await greet('injected', call.reply(bytes(word)))).id);
  await vi.waitFor(async () => {
    for (const id of ids) expect(await record(id)).toMatchObject({ prediction: { status: 'predicted' } });
  }, 15_000);
  let before: Hex | undefined;
  for (const id of ids) {
    const { prediction, preConfirmation } = await record(id);
    if (prediction?.status !== 'predicted') throw new Error('There is no prediction');
    expect(prediction.reply?.payload).toEqual(preConfirmation?.reply.payload);
    if (before) expect(prediction.stateHashBefore).toBe(before);
    before = prediction.stateHashAfter;
  }
  await vi.waitFor(async () => expect((await network.getProgram(program)).stateHash).toBe(before), 15_000);
});

test('messages of others to a followed program are listed', async () => {
  const other = await ethereum.open();
  await other.network.faucet?.();
  const canonical = await greet('canonical', call.reply(bytes('theirs')), other.network);
  const injected = await greet('injected', call.reply(bytes('theirs too')), other.network);
  await vi.waitFor(async () => {
    for (const { id } of [canonical, injected]) {
      expect(await record(id)).toMatchObject({
        source: other.wallet.address,
        status: expect.stringMatching(/settled|final/),
      });
    }
  }, 20_000);
  expect(await record(injected.id)).toMatchObject({ route: 'injected', payload: call.reply(bytes('theirs too')) });
});

/** A validator between the client and the real one, which changes receipts, or swallows them. */
async function lyingValidator(alter: (receipt: Receipt) => Receipt | undefined): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (client) => {
    const real = new Socket(ethereum.preset.validatorRpcs[0] as string);
    const early: string[] = [];
    client.on('message', (data) =>
      real.readyState === Socket.OPEN ? real.send(String(data)) : early.push(String(data)),
    );
    real.on('open', () => {
      for (const data of early) real.send(data);
    });
    real.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.params?.result?.data?.Promise) {
        message.params.result = alter(message.params.result);
        if (!message.params.result) return;
      }
      if (message.result?.data?.Promise) message.result = alter(message.result);
      client.send(JSON.stringify(message));
    });
    client.on('close', () => real.terminate());
  });
  ends.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
// biome-ignore lint/suspicious/noExplicitAny: whatever the node sends
type Receipt = any;

test.each([
  [
    'an altered payload',
    'altered',
    (receipt: Receipt) => {
      receipt.data.Promise.reply.payload = '0x6c696573';
      return receipt;
    },
  ],
  [
    'a key that is none of the Router’s',
    'no validator',
    ({ data }: Receipt) => {
      const key = randomKey();
      return { data, signature: signPersonal(receiptSigningBytes(data), key), address: addressOfKey(key) };
    },
  ],
])('a receipt with %s is shown as invalid and confirms nothing', async (_what, problem, alter) => {
  const url = await lyingValidator(alter);
  const { network: lied } = await ethereum.open({ wallet, preset: { validatorRpcs: [url] } });
  const told: NetworkEvent[] = [];
  lied.subscribe((event) => void told.push(event));
  const { id } = await greet('injected', call.reply(bytes('true')), lied);
  await vi.waitFor(async () => expect((await record(id, lied)).status).toMatch(/settled|final/), 20_000);
  const { preConfirmation, preConfirmedAt, reply } = await record(id, lied);
  expect(preConfirmation).toMatchObject({ verdict: 'invalid', problem: expect.stringContaining(problem) });
  expect(preConfirmedAt).toBeUndefined();
  expect(text(reply?.payload)).toBe('true');
  const statuses = told.flatMap((event) =>
    event.type === 'message' && event.message.id === id ? event.message.status : [],
  );
  expect(statuses).not.toContain('preConfirmed');
});

test('a receipt that came while nobody listened is asked for after a reload', async () => {
  const url = await lyingValidator(() => undefined);
  const storage = createMemoryNetworkStorage();
  const { network: before } = await ethereum.open({ wallet, storage, preset: { validatorRpcs: [url] } });
  const { id } = await greet('injected', call.reply(bytes('unheard')), before);
  expect(await record(id, before)).toMatchObject({ status: 'queued' });
  before.close();
  const { network: after } = await ethereum.open({ wallet, storage });
  await vi.waitFor(async () => expect(await record(id, after)).toHaveProperty('preConfirmation'), 10_000);
  expect((await record(id, after)).preConfirmation).toMatchObject({ verdict: 'valid' });
});

test('on a public network no relayer uploads, and only programs of one’s own and followed ones are listed', async () => {
  const { router } = network.info;
  const open = () => ethereum.open({ wallet, preset: { isDevelopment: false, router } });
  const { network: pub } = await open();
  expect(await pub.getPrograms()).toEqual([]);
  await expect(pub.uploadCode(await tally.wasm())).rejects.toMatchObject({ code: 'NO_RELAYER' });
  expect(await pub.uploadCode(await toolbox())).toMatchObject({ status: 'valid', codeId });
  const { program: own } = await pub.createProgram({ codeId, executableBalance: wvara });
  expect((await pub.getPrograms()).map(({ program }) => program)).toEqual([own]);
  expect(await pub.followProgram(program)).toMatchObject({ program, status: 'active' });
  const theirs = (await network.getMessages()).filter(
    (message) => message.program === program && message.route === 'canonical',
  );
  const listed = (await pub.getMessages()).map(({ id }) => id);
  expect(listed).toEqual(expect.arrayContaining(theirs.map(({ id }) => id)));
  await vi.waitFor(async () => {
    const { executableBalance } = await pub.getProgram(own);
    expect(executableBalance).toBe(wvara);
  }, 15_000);
  expect(checkLedger(await pub.getLedger(), await pub.getPrograms())).toEqual([]);
});

test('without a validator Ethereum still tells what it knows', async () => {
  const { router } = network.info;
  const preset = { router, validatorRpcs: ['ws://127.0.0.1:9'] };
  const { network: partial } = await ethereum.open({ wallet, preset });
  await vi.waitFor(
    async () => expect((await partial.getStatus()).connection).toMatchObject({ state: 'partial' }),
    10_000,
  );
  const summary = (await partial.getPrograms()).find((summary) => summary.program === program);
  expect(summary).toMatchObject({ stateHash: (await network.getProgram(program)).stateHash, status: 'active' });
  await expect(greet('injected', bytes(''), partial)).rejects.toMatchObject({ code: 'VALIDATOR_UNREACHABLE' });
  await expect(partial.exportProgram(program)).rejects.toMatchObject({ code: 'CODE_UNREADABLE' });
  const { id } = await greet('canonical', call.reply(bytes('slow')), partial);
  await vi.waitFor(async () => expect((await record(id, partial)).status).toMatch(/settled|final/), 20_000);
  expect(text((await record(id, partial)).reply?.payload)).toBe('slow');
});

test('without Ethereum it says what does not answer', async () => {
  const { network: lost } = await ethereum.open({ preset: { ethereumRpcs: ['http://127.0.0.1:9'] } });
  await vi.waitFor(
    async () => expect((await lost.getStatus()).connection).toMatchObject({ state: 'unreachable' }),
    10_000,
  );
  await expect(lost.getPrograms()).rejects.toMatchObject({ code: 'ETHEREUM_FAILED' });
});
