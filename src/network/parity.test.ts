import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEthereum } from '../../server/devnet/fixtures/start-ethereum.ts';
import { createEngine } from '../engine/create-engine.ts';
import { Executor } from '../executor/executor.ts';
import { ExecutorPool } from '../executor/executor-pool.ts';
import { engineModule } from '../executor/fixtures/engine-module.ts';
import { tally } from '../executor/fixtures/tally.ts';
import { runScenario } from '../executor/run-scenario.ts';
import { parseScenario } from '../executor/scenario.ts';
import { actorId } from '../protocol/identifiers.ts';
import { type Hex, hexToBytes } from '../shared/hex.ts';
import { ValidatorClient } from './ethereum/validator-client.ts';
import { startNetwork } from './local/fixtures/start-network.ts';
import type { MessageRecord, MessageRoute, Network } from './network.ts';

/** One session on the local network and on Ethereum: the same runtime, so the same replies, gas and states. */

const wvara = 10n ** 12n;
const ether = 10n ** 18n;
let local: Awaited<ReturnType<typeof startNetwork>>;
let ethereum: Awaited<ReturnType<typeof startEthereum>>;
let network: Network;

beforeAll(async () => {
  local = await startNetwork();
  ethereum = await startEthereum();
  ({ network } = await ethereum.open());
  await network.faucet?.();
}, 60_000);
afterAll(async () => {
  local?.stop();
  await ethereum?.stop();
});

/** Programs have other addresses and messages other ids on another chain; see {@link tally}. */
const SESSION: { payload: Uint8Array; route?: MessageRoute; value?: bigint }[] = [
  { payload: new Uint8Array() },
  { payload: tally.add(5) },
  { payload: tally.add(7), route: 'injected' },
  { payload: tally.panic },
  { payload: tally.panic, route: 'injected' },
  { payload: tally.add(1), value: 2n * ether },
  { payload: tally.add(11, 20_000), route: 'injected' },
  { payload: tally.spin },
  { payload: tally.add(1) },
];

test('replies, gas and state hashes are the same, and the Mirror holds them', async () => {
  const here = await deploy(local.network);
  const there = await deploy(network);
  for (const message of SESSION) {
    const expected = await send(local.network, here, message, () => local.network.advance());
    const actual = await send(network, there, message, pause);
    expect(actual.reply).toEqual(expected.reply);
    const { stateHash } = await network.getProgram(there);
    if (actual.prediction?.status === 'predicted') expect(actual.prediction.stateHashAfter).toBe(stateHash);
    expect(stateHash).toBe((await local.network.getProgram(here)).stateHash);
    // An uncharged panic leaves no trace on Ethereum, so there is nothing to tell its gas by.
    if (!expected.execution?.charged) continue;
    const { gasBurned, charged, cost, stateHashBefore, stateHashAfter } = expected.execution;
    expect(actual.execution).toMatchObject({ gasBurned, charged, cost, stateHashBefore, stateHashAfter });
    expect(actual.settlement?.stateHash).toBe(stateHashAfter);
  }
}, 120_000);

test('what the node ran, replayed by the headless runner, ends in the states that the Mirrors hold', async () => {
  const client = new ValidatorClient({ urls: ethereum.preset.validatorRpcs });
  const exported = (await client.request('devnet_exportScenario', [])) as Exported;
  client.close();
  const codes = new Map(Object.entries(exported.codes).map(([name, wasm]) => [name, hexToBytes(wasm)]));
  const module = await engineModule();
  const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  const scenario = parseScenario(JSON.stringify(exported.scenario));
  const { blocks } = await runScenario({
    scenario,
    codes,
    createEngine: (store) => createEngine(module, store),
    pool,
  }).finally(() => pool.terminate());
  const states = blocks.at(-1)?.states ?? {};
  const programs = await network.getPrograms();
  expect(programs.length).toBeGreaterThan(0);
  for (const { program, stateHash } of programs) expect(states[actorId(program)]?.stateHash).toBe(stateHash);
}, 60_000);

interface Exported {
  scenario: unknown;
  codes: Record<string, Hex>;
}

type Messages = Pick<Network, 'uploadCode' | 'createProgram' | 'sendMessage' | 'getMessages'>;

async function deploy(network: Messages): Promise<Hex> {
  const { codeId } = await network.uploadCode(await tally.wasm());
  return (await network.createProgram({ codeId, executableBalance: 100n * wvara })).program;
}

/** Sends a message and gives its record when it is settled. */
async function send(
  network: Messages,
  program: Hex,
  { payload, value = 0n, route = 'canonical' }: (typeof SESSION)[number],
  pass: () => Promise<void>,
): Promise<MessageRecord> {
  const { id } = await network.sendMessage({ program, payload, value, route });
  for (let attempt = 0; attempt < 300; attempt++) {
    const record = (await network.getMessages()).find((message) => message.id === id);
    // An uncharged panic is settled with whatever comes after it.
    const isSilent = route === 'injected' && record?.reply?.codeText.startsWith('Error');
    if (record?.status === 'settled' || record?.status === 'final') return record;
    if (isSilent && record?.status === 'preConfirmed') return record;
    await pass();
  }
  throw new Error(`Message ${id} does not settle`);
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 100));
