import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEventLog, encodeFunctionData, parseSignature } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mirrorAbi, routerAbi, wrappedVaraAbi } from '../../../src/network/ethereum/contracts.ts';
import type { BatchCommitment, TransitionCommitment } from '../../../src/protocol/batch-commitment.ts';
import { batchHash } from '../../../src/protocol/batch-hash.ts';
import { developmentBlobHash } from '../../../src/protocol/development-blob.ts';
import { codeIdOf } from '../../../src/protocol/hashes.ts';
import { canonicalMessageId, replyId } from '../../../src/protocol/identifiers.ts';
import { codeRequestTypedData, permitTypedData } from '../../../src/protocol/typed-data.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { batchAtHead } from '../fixtures/batch-at-head.ts';
import { type Anvil, startAnvil } from './anvil.ts';
import { AnvilChain } from './anvil-chain.ts';
import { CodeStore } from './code-store.ts';
import { type Deployment, deployContracts } from './deploy-contracts.ts';
import { developmentAccount, VALIDATOR } from './development-accounts.ts';
import { type EthereumClient, ethereumClient } from './ethereum-client.ts';
import { faucet } from './faucet.ts';
import { relayCode } from './relay-code.ts';

const ZERO = `0x${'0'.repeat(64)}` as const;
const user = developmentAccount(3);
const wasm = new TextEncoder().encode('the Router never looks into a code');
const codeId = codeIdOf(wasm);

const folder = mkdtempSync(join(tmpdir(), 'devnet-chain-'));
const statePath = join(folder, 'anvil.json');
const codes = new CodeStore(join(folder, 'codes'));
let anvil: Anvil;
let client: EthereumClient;
let contracts: Deployment;
let chain: AnvilChain;

async function start(): Promise<void> {
  anvil = await startAnvil({ port: 0, blockTime: 1, statePath });
  client = ethereumClient(anvil.rpcUrl);
  contracts = await deployContracts(client);
  chain = new AnvilChain({ rpcUrl: anvil.rpcUrl, router: contracts.router, codes });
}

beforeAll(start);
afterAll(async () => {
  await chain.close();
  await anvil.stop();
  rmSync(folder, { recursive: true });
});

test('the contracts are where clients of a development network expect them', async () => {
  expect(contracts.router).toMatch(/^0xcf7ed3ac.*b0fc9$/);
  expect(await chain.validators()).toEqual([VALIDATOR.address.toLowerCase()]);
  expect(await chain.latestCommittedBatch()).toEqual({ hash: ZERO, timestamp: 0 });
});

test('a code on behalf, a program, a message, its reply and state: all through the real contracts', async () => {
  await faucet(client, contracts.wvara, user.address);
  await requestCode();
  const requested = (await chain.head()).height;
  expect(await chain.requestedCode(codeId)).toEqual(wasm);
  await commit({ codeCommitments: [{ id: codeId, valid: true }] });
  expect(await client.readContract({ ...router(), functionName: 'codeState', args: [codeId] })).toBe(2);

  const created = await send(
    contracts.router,
    encodeFunctionData({
      abi: routerAbi,
      functionName: 'createProgram',
      args: [codeId, ZERO, `0x${'0'.repeat(40)}`],
    }),
  );
  const block = await chain.blockAt(created.height);
  const creation = block?.events.find(({ type }) => type === 'ProgramCreated');
  if (creation?.type !== 'ProgramCreated') throw new Error('No program was created');
  const { program } = creation;

  const amount = 5n * 10n ** 12n;
  await send(
    contracts.wvara,
    encodeFunctionData({ abi: wrappedVaraAbi, functionName: 'approve', args: [program, amount] }),
  );
  const topUp = await send(
    program,
    encodeFunctionData({ abi: mirrorAbi, functionName: 'executableBalanceTopUp', args: [amount] }),
  );
  expect((await chain.block(topUp.hash))?.events).toMatchObject([
    { contract: 'mirror', mirror: program, type: 'ExecutableBalanceTopUpRequested', value: amount },
  ]);
  const message = await send(
    program,
    encodeFunctionData({ abi: mirrorAbi, functionName: 'sendMessage', args: ['0x1234', false] }),
    7n,
  );
  const id = canonicalMessageId(program, 0);
  expect((await chain.block(message.hash))?.events).toMatchObject([
    {
      type: 'MessageQueueingRequested',
      id,
      source: user.address.toLowerCase(),
      payload: '0x1234',
      value: 7n,
      callReply: false,
    },
  ]);

  const transition = answer(program, id);
  const { transaction, block: committed } = await commit({
    chainCommitment: [{ transitions: [transition], head: codeId, lastAdvancedEthBlock: message.hash }],
  });
  expect(await chain.mirrorStateHash(program)).toBe(transition.newStateHash);
  const { logs } = await client.getTransactionReceipt({ hash: transaction });
  const events = logs
    .filter(({ address }) => address.toLowerCase() === program)
    .map(({ topics, data }) => decodeEventLog({ abi: mirrorAbi, topics, data }));
  expect(events.map(({ eventName }) => eventName)).toEqual(['StateChanged', 'Reply'].toSorted());
  expect((await chain.block(committed.hash))?.events.map(({ type }) => type)).toContain('MBCommitted');
  expect(requested).toBeLessThan(committed.height);
});

test('a refused batch names the contract’s error', async () => {
  await expect(commit({ previousCommittedBatchHash: codeId })).rejects.toMatchObject({
    code: 'COMMIT_FAILED',
    details: 'InvalidPreviousCommittedBatchHash()',
  });
});

test('a signature of somebody else is not relayed', async () => {
  const deadline = 2n ** 40n;
  const requestSignature = await signRequest(deadline, developmentAccount(4));
  const request = { wasm, requester: user.address, deadline, requestSignature, permitSignature: requestSignature };
  await expect(relayCode(client, contracts.router, codes, request)).rejects.toMatchObject({
    code: 'RELAY_FAILED',
    details: expect.stringMatching(/^(InvalidSigner|CodeAlreadyOnValidationOrValidated)/),
  });
});

test('new heads are told, also after a restart from the state file, which holds blocks, events and contracts', async () => {
  const before = await chain.head();
  const whole = await chain.block(before.hash);
  const batch = await chain.latestCommittedBatch();
  await chain.close();
  await anvil.stop();
  await start();
  expect(await chain.block(before.hash)).toEqual(whole);
  expect(await chain.latestCommittedBatch()).toEqual(batch);
  expect(await client.readContract({ ...router(), functionName: 'codeState', args: [codeId] })).toBe(2);
  const next = await new Promise((resolve) => {
    chain.subscribe((head) => head.height > before.height && resolve(head.parentHash));
  });
  expect(next).toMatch(/^0x/);
});

function router() {
  return { address: contracts.router, abi: routerAbi } as const;
}

async function send(to: Hex, data: Hex, value = 0n) {
  const hash = await client.sendTransaction({ account: user, to, data, value });
  const receipt = await client.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe('success');
  return { hash: receipt.blockHash, height: Number(receipt.blockNumber) };
}

/** Commits at the newest block what `parts` say. */
async function commit(parts: Partial<BatchCommitment>) {
  const batch = await batchAtHead(chain, parts);
  const result = await chain.commitBatch(batch);
  expect(result.batchHash).toBe((await chain.latestCommittedBatch()).hash);
  expect(result.batchHash).toBe(batchHash(batch));
  return result;
}

function answer(actorId: Hex, messageId: Hex): TransitionCommitment {
  const reply = { to: messageId, code: '0x00010000' } as const;
  return {
    actorId,
    newStateHash: codeIdOf(new Uint8Array([1])),
    exited: false,
    inheritor: `0x${'0'.repeat(40)}`,
    valueToReceive: 0n,
    valueToReceiveNegativeSign: false,
    valueClaims: [],
    messages: [
      {
        id: replyId(messageId),
        destination: user.address,
        payload: '0xabcd',
        value: 0n,
        replyDetails: reply,
        call: false,
      },
    ],
  };
}

async function requestCode(): Promise<void> {
  const deadline = 2n ** 40n;
  const [fee, extra, nonce] = await Promise.all([
    client.readContract({ ...router(), functionName: 'requestCodeValidationBaseFee' }),
    client.readContract({ ...router(), functionName: 'requestCodeValidationExtraFee' }),
    client.readContract({
      address: contracts.wvara,
      abi: wrappedVaraAbi,
      functionName: 'nonces',
      args: [user.address],
    }),
  ]);
  const permitSignature = await user.signTypedData(
    permitTypedData({
      wvara: contracts.wvara,
      chainId: chain.chainId,
      owner: user.address,
      spender: contracts.router,
      value: fee + extra,
      nonce,
      deadline,
    }),
  );
  const requestSignature = await signRequest(deadline, user);
  expect(parseSignature(requestSignature).yParity).toBeLessThan(2);
  const request = { wasm, requester: user.address, deadline, requestSignature, permitSignature };
  expect((await relayCode(client, contracts.router, codes, request)).codeId).toBe(codeId);
}

async function signRequest(deadline: bigint, signer: typeof user): Promise<Hex> {
  const nonce = await client.readContract({ ...router(), functionName: 'nonces', args: [user.address] });
  const blobHashes = [developmentBlobHash(codeId)];
  return signer.signTypedData(
    codeRequestTypedData({
      router: contracts.router,
      chainId: chain.chainId,
      requester: user.address,
      codeId,
      blobHashes,
      nonce,
      deadline,
    }),
  );
}
