import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from '../../../src/engine/create-engine.ts';
import { Executor } from '../../../src/executor/executor.ts';
import { ExecutorPool } from '../../../src/executor/executor-pool.ts';
import { engineModule } from '../../../src/executor/fixtures/engine-module.ts';
import { bytes, call, hex, toolbox } from '../../../src/executor/fixtures/toolbox.ts';
import { MIN_EXECUTABLE_BALANCE } from '../../../src/executor/injected-rules.ts';
import { runScenario } from '../../../src/executor/run-scenario.ts';
import { parseScenario } from '../../../src/executor/scenario.ts';
import { codeIdOf, keccak256 } from '../../../src/protocol/hashes.ts';
import { actorId } from '../../../src/protocol/identifiers.ts';
import { checkReceipt, type SignedReceipt } from '../../../src/protocol/receipt.ts';
import { addressOfKey, randomKey } from '../../../src/shared/ethereum-key.ts';
import { bytesToHex, type Hex } from '../../../src/shared/hex.ts';
import type { EthereumEvent } from '../ethereum-chain.ts';
import { type ExecutorNode, startNode } from './executor-node.ts';
import { exportScenario } from './export-scenario.ts';
import { ScriptedEthereum, TRANSACTION } from './fixtures/scripted-ethereum.ts';
import { rpc, signedTransaction, WatchingClient } from './fixtures/test-client.ts';
import { createLog } from './log.ts';

const PROGRAM: Hex = `0x${'42'.repeat(20)}`;
const validatorKey = randomKey();
const validator = addressOfKey(validatorKey);
const userKey = randomKey();
let wasm: Uint8Array;
let ethereum: ScriptedEthereum;
let folder: string;
let node: ExecutorNode;
let client: WatchingClient;
const lines: string[] = [];

beforeAll(async () => {
  wasm = await toolbox();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'executor-node-'));
  ethereum = new ScriptedEthereum(validator);
  ethereum.codes.set(codeIdOf(wasm), wasm);
  await start();
});
afterEach(async () => {
  client.close();
  await node.close();
  rmSync(folder, { recursive: true, force: true });
  lines.length = 0;
});

async function start() {
  const log = createLog((line) => void lines.push(line));
  const module = await engineModule();
  node = await startNode({
    ethereum,
    folder,
    log,
    module,
    executors: 1,
    key: validatorKey,
    host: '127.0.0.1',
    port: 0,
  });
  client = await WatchingClient.connect(url());
}

async function restart() {
  client.close();
  await node.close();
  await start();
}

const url = () => `http://127.0.0.1:${node.port}`;
const router = { contract: 'router', transaction: TRANSACTION } as const;
const mirror = { contract: 'mirror', mirror: PROGRAM, transaction: TRANSACTION } as const;
const topUp = (value: bigint): EthereumEvent => ({ ...mirror, type: 'ExecutableBalanceTopUpRequested', value });
let nonce = 0;
const message = (payload: Hex): EthereumEvent => ({
  ...mirror,
  type: 'MessageQueueingRequested',
  id: bytesToHex(keccak256(bytes(`message ${nonce++}`))),
  source: addressOfKey(userKey),
  payload,
  value: 0n,
  callReply: false,
});

/** Waits until the node has taken in all there is and has nothing more to commit. */
const settled = () =>
  vi.waitFor(
    () => {
      const { head } = node.chain;
      expect(head.anchor.hash).toBe(ethereum.blocks.at(-1)?.hash);
      expect([...node.chain.store.blocks.after(committedNumber(), { withTransitions: true })]).toEqual([]);
      expect(head.settlement.requestedCodes).toEqual([]);
    },
    { timeout: 10_000, interval: 10 },
  );
const committedNumber = () => node.chain.store.blocks.numberOf(node.chain.head.settlement.head) ?? 0;

const pooled = (count: number) => vi.waitFor(() => expect(node.chain.mempool.size).toBe(count));

async function deploy(balance = 10n ** 14n) {
  ethereum.mine([{ ...router, type: 'CodeValidationRequested', codeId: codeIdOf(wasm) }]);
  await settled();
  ethereum.mine([
    { ...router, type: 'ProgramCreated', program: PROGRAM, codeId: codeIdOf(wasm) },
    topUp(balance),
    message('0x'),
  ]);
  await settled();
}

function injected(text: string, changes: Partial<Parameters<typeof signedTransaction>[0]> = {}) {
  const payload = bytesToHex(call.reply(bytes(text)));
  const referenceBlock = ethereum.blocks.at(-1)?.hash as Hex;
  return signedTransaction({ destination: PROGRAM, payload, referenceBlock, ...changes }, userKey, validator);
}

const replyOf = (receipt: SignedReceipt) => ('Promise' in receipt.data ? receipt.data.Promise.reply : receipt.data);
const stateHash = () => node.chain.programs.get(PROGRAM)?.stateHash;

test('a code, a program, messages of both kinds; what is committed is what the node has', async () => {
  await deploy();
  const { id, parameter } = injected('hello');
  const receipt = await client.watch(parameter);
  expect(checkReceipt(receipt, id, [validator])).toEqual({ verdict: 'valid', validator });
  expect(replyOf(receipt)).toEqual({ payload: hex('hello'), value: 0, code: '0x00010000' });
  expect((await rpc(url(), 'injected_getTransactionReceipt', id)).result).toEqual(receipt);
  const asked = await rpc(url(), 'injected_getTransactions', [id, codeIdOf(wasm)]);
  expect(asked.result).toEqual([parameter.tx, null]);

  ethereum.mine([message(bytesToHex(call.reply(bytes('canonical'))))]);
  await settled();
  const transitions = ethereum.batches.flatMap(({ chainCommitment }) => chainCommitment.flatMap((c) => c.transitions));
  expect(transitions.at(-1)?.newStateHash).toBe(stateHash());
  const payloads = transitions.flatMap(({ messages }) => messages.map(({ payload }) => payload));
  expect(payloads).toEqual(['0x', hex('hello'), hex('canonical')]);
});

test('an exhausted program: its transaction waits in the pool, until it is paid for or outdated', async () => {
  await deploy(MIN_EXECUTABLE_BALANCE);
  const first = injected('first');
  const received = client.watch(first.parameter);
  expect((await rpc(url(), 'injected_sendTransaction', injected('second').parameter)).result).toBe('Accept');
  await pooled(2);
  ethereum.mine([topUp(10n ** 14n)]);
  expect(replyOf(await received)).toMatchObject({ payload: hex('first') });
  expect(node.chain.mempool.size).toBe(0);

  const nowhere = injected('x', { destination: `0x${'99'.repeat(20)}` });
  const purged = client.watch(nowhere.parameter);
  await pooled(1);
  for (let block = 0; block < 32; block++) ethereum.mine();
  const receipt = await purged;
  expect(receipt.data).toEqual({ Purged: { tx_hash: nowhere.id, reason: 'Outdated' } });
  expect(checkReceipt(receipt, nowhere.id, [validator]).verdict).toBe('valid');
});

test('the doors of the pool', async () => {
  await deploy();
  const send = async (parameter: unknown) => {
    const { result, error } = await rpc(url(), 'injected_sendTransaction', parameter);
    return error ?? result;
  };
  const { parameter } = injected('once');
  expect(await send(parameter)).toBe('Accept');
  await vi.waitFor(() => expect(node.chain.mempool.size).toBe(0));
  const runs = node.chain.head.number;
  expect(await send(parameter)).toBe('Accept');
  expect(node.chain.head.number).toBe(runs);

  expect(await send(injected('x', { value: 1n }).parameter)).toEqual({
    code: 8000,
    message: 'Bad request',
    data: 'Injected transactions with non-zero value are not supported',
  });
  const old = ethereum.blocks[0]?.hash as Hex;
  for (let block = ethereum.blocks.length; block < 40; block++) ethereum.mine();
  await settled();
  expect(await send(injected('x', { referenceBlock: old }).parameter)).toEqual({
    Reject: { reason: 'reference_block past validity window' },
  });
  const unknown = injected('x', { referenceBlock: `0x${'ab'.repeat(32)}` });
  const receipt = client.watch(unknown.parameter);
  await pooled(1);
  ethereum.mine();
  await settled();
  ethereum.mine();
  expect((await receipt).data).toEqual({ Purged: { tx_hash: unknown.id, reason: 'UnknownReferenceBlock' } });

  const altered = structuredClone(parameter);
  altered.tx.data.payload = '0x00';
  expect(await send(altered)).toMatchObject({ code: -32602, data: 'Address mismatch' });
  const huge = injected('x', { payload: `0x${'00'.repeat(126 * 1024 + 1)}` }).parameter;
  expect(await send(huge)).toMatchObject({ code: -32602, data: expect.stringContaining('payload') });
  const salty = injected('x', { salt: `0x${'00'.repeat(33)}` }).parameter;
  expect(await send(salty)).toMatchObject({ code: -32602, data: expect.stringContaining('salt') });
});

test('nothing is lost or done twice over a restart', async () => {
  await deploy(MIN_EXECUTABLE_BALANCE);
  const waiting = injected('waiting');
  expect((await rpc(url(), 'injected_sendTransaction', waiting.parameter)).result).toBe('Accept');
  const before = { head: node.chain.head, state: stateHash(), batches: ethereum.batches.length };
  await restart();
  expect(node.chain.head).toEqual(before.head);
  expect(stateHash()).toBe(before.state);
  expect(node.chain.mempool.size).toBe(1);
  await settled();
  expect(ethereum.batches).toHaveLength(before.batches);
  ethereum.mine([topUp(10n ** 14n)]);
  expect(replyOf(await client.watch(waiting.parameter))).toMatchObject({ payload: hex('waiting') });
  // Who asks again after the answer gets the same one.
  const again = await WatchingClient.connect(url());
  expect(replyOf(await again.watch(waiting.parameter))).toMatchObject({ payload: hex('waiting') });
  again.close();
});

test('a batch whose answer was lost is not sent again', async () => {
  ethereum.losesAnswers = true;
  await deploy();
  expect(ethereum.batches).toHaveLength(2);
  ethereum.mine();
  await settled();
  expect(ethereum.batches).toHaveLength(2);
  expect(lines.some((line) => line.includes('commit failed') && line.includes('the connection broke'))).toBe(true);
});

test('a refused batch is tried again, with the reason in the log', async () => {
  ethereum.refusal = 'BatchTimestampNotInPast()';
  ethereum.mine([{ ...router, type: 'CodeValidationRequested', codeId: codeIdOf(wasm) }]);
  await vi.waitFor(() => expect(lines.some((line) => line.includes('BatchTimestampNotInPast'))).toBe(true));
  expect(node.problems().join()).toContain('BatchTimestampNotInPast');
  ethereum.refusal = undefined;
  await settled();
  expect(ethereum.batches).toHaveLength(1);
  expect(node.problems()).toEqual([]);
});

test('while Ethereum is away the node answers and runs what it is sent', async () => {
  await deploy();
  ethereum.isDown = true;
  ethereum.mine();
  await vi.waitFor(() => expect(node.problems()).toHaveLength(1));
  const { parameter } = injected('meanwhile', { referenceBlock: node.chain.head.anchor.hash });
  expect(replyOf(await client.watch(parameter))).toMatchObject({ payload: hex('meanwhile') });
  ethereum.isDown = false;
  await settled();
  expect(node.problems()).toEqual([]);
});

test('when Ethereum goes back, so does the chain; injected transactions run again on the new branch', async () => {
  await deploy();
  const { anchor } = node.chain.head;
  ethereum.mine([message(bytesToHex(call.reply(bytes('of the old branch'))))]);
  await settled();
  const kept = injected('kept', { referenceBlock: anchor.hash });
  await client.watch(kept.parameter);
  ethereum.mine();
  await settled();

  ethereum.reorganise(ethereum.blocks.length - 1 - anchor.height, [[topUp(7n)], []]);
  await settled();
  expect(lines.some((line) => line.includes('rolled back'))).toBe(true);
  const texts = [...node.chain.store.blocks.after(0)].flatMap(({ transitions }) =>
    transitions.flatMap(({ messages }) => messages.map(({ payload }) => payload)),
  );
  expect(texts).toEqual(['0x', hex('kept')]);
  expect(node.chain.head.number).toBe([...node.chain.store.blocks.after(0)].length);
});

test('an Ethereum that has nothing in common is told apart', async () => {
  await deploy();
  ethereum.reorganise(ethereum.blocks.length, [[], [], [], []]);
  await vi.waitFor(() => expect(node.problems().join()).toContain('shares no recent block'));
  expect((await rpc(url(), 'program_ids')).result).toEqual([PROGRAM]);
});

test('a code that is none is committed as such', async () => {
  const noWasm = bytes('no wasm');
  ethereum.codes.set(codeIdOf(noWasm), noWasm);
  const otherBlob: Hex = `0x${'cd'.repeat(32)}`;
  ethereum.mine([
    { ...router, type: 'CodeValidationRequested', codeId: codeIdOf(noWasm) },
    { ...router, type: 'CodeValidationRequested', codeId: otherBlob },
  ]);
  await settled();
  expect(ethereum.batches.flatMap(({ codeCommitments }) => codeCommitments)).toEqual([
    { id: codeIdOf(noWasm), valid: false },
    { id: otherBlob, valid: false },
  ]);
});

test('a delayed task runs at its height', async () => {
  await deploy();
  ethereum.mine([message(bytesToHex(call.wait(bytes('later'))))]);
  for (let block = 0; block < 3; block++) ethereum.mine();
  await settled();
  const payloads = ethereum.batches.flatMap(({ chainCommitment }) =>
    chainCommitment.flatMap(({ transitions }) => transitions.flatMap(({ messages }) => messages.map((m) => m.payload))),
  );
  expect(payloads).toEqual(['0x', hex('later')]);
});

test('the recorded scenario replays to the same replies, gas and states', async () => {
  await deploy();
  await client.watch(injected('one').parameter);
  ethereum.mine([message(bytesToHex(call.wait(bytes('two'))))]);
  for (let block = 0; block < 4; block++) ethereum.mine();
  await settled();
  await client.watch(injected('three').parameter);

  const file = join(folder, 'recorded', 'scenario.json');
  await exportScenario(node.chain.store, file);
  const scenario = parseScenario(readFileSync(file, 'utf8'));
  const codes = new Map(
    scenario.codes.map(({ name, path }) => [name, new Uint8Array(readFileSync(join(dirname(file), path)))]),
  );
  const module = await engineModule();
  const pool = new ExecutorPool({ size: 2, start: (index) => new Executor(index, module) });
  const output = await runScenario({ scenario, codes, pool, createEngine: (store) => createEngine(module, store) });
  pool.terminate();
  const own = [...node.chain.store.blocks.after(0)];
  expect(output.blocks.map(({ transitions }) => transitions)).toEqual(own.map(({ transitions }) => transitions));
  expect(output.blocks.at(-1)?.states[actorId(PROGRAM)]?.stateHash).toBe(stateHash());
  expect(output.blocks.flatMap(({ promises }) => promises.map(({ payload }) => payload))).toEqual([
    hex('one'),
    hex('three'),
  ]);
});
