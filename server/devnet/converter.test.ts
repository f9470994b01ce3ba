import {
  type Abi,
  type BaseError,
  concat,
  decodeErrorResult,
  encodeFunctionData,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
  zeroAddress,
} from 'viem';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { CONVERTER_RESERVE, WEI_PER_UNIT } from '../../src/ledger/conversion.ts';
import { converterAbi, mirrorAbi, wrappedVaraAbi } from '../../src/network/ethereum/contracts.ts';
import type { MessageCommitment, TransitionCommitment } from '../../src/protocol/batch-commitment.ts';
import { codeIdOf } from '../../src/protocol/hashes.ts';
import { replyId } from '../../src/protocol/identifiers.ts';
import type { Hex } from '../../src/shared/hex.ts';
import { developmentAccount, OWNER } from './chain/development-accounts.ts';
import { type ContractsOnAnvil, startContractsOnAnvil, user } from './fixtures/contracts-on-anvil.ts';

/** The converter between the real contracts. What programs answer is committed by hand, so they may answer anything. */

let contracts: ContractsOnAnvil;
let codeId: Hex;
let programs = 0;
/** Those of the test that runs, and those before. */
const mirrors: Hex[] = [];

beforeAll(async () => {
  contracts = await startContractsOnAnvil();
  codeId = await contracts.validateCode(new TextEncoder().encode('the Router never looks into a code'));
  return () => contracts.stop();
}, 60_000);

/** Every wei that the converter holds is its owner's, or owed to a program. */
afterEach(async () => {
  const { client, converter } = contracts;
  const owed = await Promise.all(mirrors.map((mirror) => read('owed', [mirror])));
  const expected = owed.reduce((sum, wei) => sum + wei, await read('taken'));
  expect(await client.getBalance({ address: converter })).toBe(expected);
});

type View = 'owed' | 'taken' | 'reserve' | 'weiPerUnit' | 'owner' | 'router' | 'wrappedVara';
// biome-ignore lint/suspicious/noExplicitAny: amounts, and addresses in the first test
function read(functionName: View, args: unknown[] = []): Promise<any> {
  return contracts.client.readContract({ address: contracts.converter, abi: converterAbi as Abi, functionName, args });
}

const call = (functionName: string, args: unknown[]) =>
  encodeFunctionData({ abi: converterAbi as Abi, functionName, args });
const send = (functionName: string, args: unknown[]) =>
  contracts.send({ to: contracts.converter, data: call(functionName, args) });

/** Sends as the converter's owner. */
async function asOwner(functionName: string, args: unknown[]): Promise<void> {
  const { client, converter } = contracts;
  const hash = await client.sendTransaction({ account: OWNER, to: converter, data: call(functionName, args) });
  await client.mine({ blocks: 1 });
  expect((await client.waitForTransactionReceipt({ hash })).status).toBe('success');
}

/** The name of the error with which a call of the converter fails. */
async function refusal(request: { data?: Hex; value?: bigint; account?: Hex }): Promise<string> {
  const { client, converter } = contracts;
  const error: BaseError = await client.call({ account: user.address, ...request, to: converter }).then(
    () => {
      throw new Error('It was not refused');
    },
    (error) => error,
  );
  const cause = error.walk((cause) => (cause as { data?: unknown }).data !== undefined) as { data?: Hex } | null;
  return decodeErrorResult({ abi: [...converterAbi, ...mirrorAbi], data: cause?.data ?? '0x' }).errorName;
}

/** An initialised program whose Mirror holds an ether. */
async function deploy(): Promise<Hex> {
  const mirror = await contracts.createProgram(codeId, toHex(++programs, { size: 32 }));
  const init = encodeFunctionData({ abi: mirrorAbi, functionName: 'sendMessage', args: ['0x', false] });
  await contracts.send({ to: mirror, data: init });
  await contracts.send({ to: mirror, data: '0x', value: 10n ** 18n });
  mirrors.push(mirror);
  return mirror;
}

/** Sends a message by the converter; gives its id. */
async function ask(mirror: Hex, payload: Hex = '0x1234'): Promise<Hex> {
  const { logs } = await send('convert', [mirror, payload]);
  const [queued] = parseEventLogs({ abi: mirrorAbi, logs, eventName: 'MessageQueueingRequested' });
  expect(queued?.args).toMatchObject({ payload, value: 0n, callReply: true });
  expect(queued?.args.source.toLowerCase()).toBe(contracts.converter);
  return queued?.args.id as Hex;
}

/** As a program answers that was written with Sails: some function, the message's id, the result. */
const answerOf = (messageId: Hex) => concat(['0xdeadbeef', messageId, toHex(1, { size: 32 })]);

function reply(messageId: Hex, value: bigint, rest: Partial<MessageCommitment> = {}): MessageCommitment {
  const replyDetails = { to: messageId, code: '0x00010000' } as const;
  const id = replyId(messageId);
  const destination = contracts.converter;
  return { id, destination, payload: answerOf(messageId), value, replyDetails, call: true, ...rest };
}

let states = 0;
/** Commits what a program did; gives what its Mirror and the converter say to it. */
async function commit(mirror: Hex, rest: Partial<TransitionCommitment>) {
  const head = codeIdOf(new Uint8Array([1, ++states]));
  const transition: TransitionCommitment = {
    actorId: mirror,
    newStateHash: head,
    exited: false,
    inheritor: zeroAddress,
    valueToReceive: 0n,
    valueToReceiveNegativeSign: false,
    valueClaims: [],
    messages: [],
    ...rest,
  };
  return told(
    await contracts.commit({ chainCommitment: [{ transitions: [transition], head, lastAdvancedEthBlock: head }] }),
  );
}

/** Events of Mirrors and the converter, the change of state apart. */
function told({ logs }: Pick<TransactionReceipt, 'logs'>): { eventName: string; args: unknown }[] {
  return parseEventLogs({ abi: [...mirrorAbi, ...converterAbi], logs })
    .filter(({ eventName }) => eventName !== 'StateChanged')
    .map(({ eventName, args }) => ({ eventName, args }));
}

const topUp = (value: bigint) => ({ eventName: 'ExecutableBalanceTopUpRequested', args: { value } });
const converted = (units: bigint) => ({
  eventName: 'Converted',
  args: expect.objectContaining({ units, paid: units * WEI_PER_UNIT }),
});

test('the devnet has it with its reserve, for its own Router', async () => {
  expect(await read('reserve')).toBe(CONVERTER_RESERVE);
  expect(await read('weiPerUnit')).toBe(WEI_PER_UNIT);
  expect(await read('owner')).toBe(OWNER.address);
  const [router, wvara] = await Promise.all([read('router'), read('wrappedVara')]);
  expect([router.toLowerCase(), wvara.toLowerCase()]).toEqual([contracts.router, contracts.wvara]);
});

test('the value of a reply that is called back becomes a top-up, to the unit', async () => {
  const { client, router, wvara } = contracts;
  const balances = () =>
    Promise.all(
      [router, contracts.converter].map((account) =>
        client.readContract({ address: wvara, abi: wrappedVaraAbi, functionName: 'balanceOf', args: [account] }),
      ),
    );
  const [before, taken, mirror] = [await balances(), await read('taken'), await deploy()];
  const [first, second] = [await ask(mirror), await ask(mirror)];
  const units = 7_000_000_000_003n;
  const some = await commit(mirror, { messages: [reply(first, units * WEI_PER_UNIT + 37n)] });
  expect(some).toEqual([converted(units), topUp(units)]);
  expect(await read('owed', [mirror])).toBe(37n);

  // What was left makes a unit with what comes now.
  expect(await commit(mirror, { messages: [reply(second, WEI_PER_UNIT - 37n)] })).toEqual([converted(1n), topUp(1n)]);
  expect(await read('owed', [mirror])).toBe(0n);
  expect((await read('taken')) - taken).toBe((units + 1n) * WEI_PER_UNIT);
  const [inRouter, inReserve] = await balances();
  expect([inRouter, inReserve]).toEqual([(before[0] as bigint) + units + 1n, (before[1] as bigint) - units - 1n]);
  const allowance = { address: wvara, abi: wrappedVaraAbi, functionName: 'allowance' } as const;
  expect(await client.readContract({ ...allowance, args: [contracts.converter, mirror] })).toBe(0n);
});

test('an answer without value converts nothing', async () => {
  const mirror = await deploy();
  expect(await commit(mirror, { messages: [reply(await ask(mirror), 0n)] })).toEqual([]);
});

test('nobody but a program’s Mirror is let in', async () => {
  const mirror = await deploy();
  const messageId = await ask(mirror);
  const stranger = developmentAccount(7).address;
  expect(await refusal({ data: answerOf(messageId), value: 5n, account: stranger })).toBe('UnknownProgram');
  expect(await refusal({ value: 5n, account: stranger })).toBe('UnknownProgram');
  const error = call('convert', [stranger, '0x']);
  expect(await refusal({ data: error })).toBe('UnknownProgram');
  expect(await refusal({ data: call('claim', [stranger, messageId]) })).toBe('UnknownProgram');
  expect(await refusal({ data: call('topUp', [stranger]) })).toBe('UnknownProgram');
  const onErrorReply = encodeFunctionData({
    abi: [
      {
        type: 'function',
        name: 'onErrorReply',
        stateMutability: 'payable',
        inputs: [{ type: 'bytes32' }, { type: 'bytes' }, { type: 'bytes4' }],
        outputs: [],
      },
    ],
    args: [messageId, '0x', '0x01000000'],
  });
  expect(await refusal({ data: onErrorReply, value: 5n })).toBe('UnknownProgram');
  // The Router itself is no program.
  expect(await refusal({ data: call('convert', [contracts.router, '0x']) })).toBe('UnknownProgram');
});

test('an answer to nothing that was asked, and one to another program’s message, are noted only', async () => {
  const [mirror, other] = [await deploy(), await deploy()];
  const theirs = await ask(other);
  const own = await ask(mirror);
  const value = 3n * WEI_PER_UNIT;
  const never = codeIdOf(new Uint8Array([9]));
  for (const [messageId, owed] of [
    [never, value],
    [theirs, 2n * value],
  ] as const) {
    const [failed] = await commit(mirror, { messages: [reply(messageId, value)] });
    expect(failed).toMatchObject({ eventName: 'ReplyCallFailed', args: { value, replyTo: messageId } });
    expect(await read('owed', [mirror])).toBe(owed);
  }
  expect(told(await send('topUp', [mirror]))).toEqual([converted(6n), topUp(6n)]);
  // Each is still waited for, once.
  expect(await commit(mirror, { messages: [reply(own, value)] })).toEqual([converted(3n), topUp(3n)]);
  expect(await commit(mirror, { messages: [reply(own, value)] })).toMatchObject([{ eventName: 'ReplyCallFailed' }]);
  expect(await commit(other, { messages: [reply(theirs, value)] })).toEqual([converted(3n), topUp(3n)]);
});

test('a reserve that is too small gives what it has; the rest stays owed', async () => {
  const { client, wvara, converter } = contracts;
  const [mirror, reserve] = [await deploy(), await read('reserve')];
  await asOwner('withdrawReserve', [OWNER.address, reserve - 3n]);
  const [first, second] = [await ask(mirror), await ask(mirror)];
  const value = 10n * WEI_PER_UNIT;
  expect(await commit(mirror, { messages: [reply(first, value)] })).toEqual([converted(3n), topUp(3n)]);
  expect(await commit(mirror, { messages: [reply(second, value)] })).toEqual([]);
  expect(await read('owed', [mirror])).toBe(17n * WEI_PER_UNIT);
  expect(await read('reserve')).toBe(0n);

  const data = encodeFunctionData({ abi: wrappedVaraAbi, functionName: 'transfer', args: [converter, reserve] });
  const hash = await client.sendTransaction({ account: OWNER, to: wvara, data });
  await client.mine({ blocks: 1 });
  await client.waitForTransactionReceipt({ hash });
  expect(told(await send('topUp', [mirror]))).toEqual([converted(17n), topUp(17n)]);
  expect(told(await send('topUp', [mirror]))).toEqual([]);
});

test('what lies in a mailbox is claimed; a Mirror’s plain transfer leaves enough gas to note it', async () => {
  const mirror = await deploy();
  const [letter, value] = [codeIdOf(new Uint8Array([3])), 4n * WEI_PER_UNIT];
  expect(told(await send('claim', [mirror, letter]))).toMatchObject([
    { eventName: 'ValueClaimingRequested', args: { claimedId: letter } },
  ]);
  const claims = [letter, codeIdOf(new Uint8Array([4]))];
  const valueClaims = claims.map((messageId) => ({ messageId, destination: contracts.converter, value }));
  expect(await commit(mirror, { valueClaims })).toMatchObject(claims.map(() => ({ eventName: 'ValueClaimed' })));
  expect(await read('owed', [mirror])).toBe(2n * value);
  // A call back takes along what is owed.
  const messages = [reply(await ask(mirror), WEI_PER_UNIT)];
  expect(await commit(mirror, { messages })).toEqual([converted(9n), topUp(9n)]);
});

test('a reply that calls nothing is noted', async () => {
  const mirror = await deploy();
  await commit(mirror, { messages: [reply(await ask(mirror), 5n, { payload: '0x' })] });
  await commit(mirror, { messages: [reply(await ask(mirror), 6n, { payload: '0x1234' })] });
  await commit(mirror, { messages: [reply(await ask(mirror), 7n, { call: false })] });
  expect(await read('owed', [mirror])).toBe(18n);
});

test('a program’s error is told', async () => {
  const mirror = await deploy();
  const messageId = await ask(mirror);
  const replyDetails = { to: messageId, code: '0x01000000' } as const;
  const messages = [reply(messageId, 0n, { replyDetails, payload: '0x6f7567' })];
  expect(await commit(mirror, { messages })).toMatchObject([
    { eventName: 'Refused', args: { replyId: replyId(messageId), code: replyDetails.code } },
  ]);
});

test('an exited program takes no top-up: its ether stays owed', async () => {
  const mirror = await deploy();
  const messageId = await ask(mirror);
  await commit(mirror, { exited: true, inheritor: contracts.converter });
  const owed = await read('owed', [mirror]);
  expect(owed).toBe(10n ** 18n);
  expect(await refusal({ data: call('topUp', [mirror]) })).toBe('ProgramExited');
  expect(await refusal({ data: call('convert', [mirror, '0x']) })).toBe('ProgramExited');
  expect(messageId).toMatch(/^0x/);
});

test('the owner takes what was converted, and nothing that is owed', async () => {
  const { client } = contracts;
  const mirror = await deploy();
  await commit(mirror, { messages: [reply(await ask(mirror), 20n * WEI_PER_UNIT + 1n)] });
  const [taken, owner, to] = [await read('taken'), OWNER.address, developmentAccount(8).address];
  expect(await refusal({ data: call('withdraw', [to, 1n]) })).toBe('NotOwner');
  expect(await refusal({ data: call('withdrawReserve', [to, 1n]) })).toBe('NotOwner');
  expect(await refusal({ data: call('withdraw', [to, taken + 1n]), account: owner })).toBe('MoreThanTaken');
  // A contract that takes no ether.
  expect(await refusal({ data: call('withdraw', [contracts.wvara, 1n]), account: owner })).toBe('TransferFailed');
  const before = await client.getBalance({ address: to });
  await asOwner('withdraw', [to, taken]);
  expect((await client.getBalance({ address: to })) - before).toBe(taken);
  expect([await read('taken'), await read('owed', [mirror])]).toEqual([0n, 1n]);
});
