import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bytes, call, hex, toolbox } from '../../src/executor/fixtures/toolbox.ts';
import { codeIdOf } from '../../src/protocol/hashes.ts';
import { actorId } from '../../src/protocol/identifiers.ts';
import { checkReceipt } from '../../src/protocol/receipt.ts';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';
import { startAnvil } from './chain/anvil.ts';
import { DevnetUser } from './drill/devnet-user.ts';
import { replay } from './drill/replay.ts';
import { post, rpc, WatchingClient } from './node/fixtures/test-client.ts';
import { createLog } from './node/log.ts';
import { type Devnet, startDevnet } from './start-devnet.ts';

const state = mkdtempSync(join(tmpdir(), 'devnet-'));
const lines: string[] = [];
const log = createLog((line) => void lines.push(line));
let devnet: Devnet;
let user: DevnetUser;
let program: Hex;
let wasm: Uint8Array;

beforeAll(async () => {
  wasm = await toolbox();
  devnet = await startDevnet({ state, log, executors: 1 });
  user = new DevnetUser(devnet);
  program = await user.deploy(wasm, 10n ** 13n);
}, 60_000);
afterAll(async () => {
  await devnet.stop();
  if (process.env.DEVNET_LOG) console.log(lines.join('\n'));
  rmSync(state, { recursive: true, force: true });
});

const saying = (text: string) => bytesToHex(call.reply(bytes(text)));
const onEthereum = (id: Hex) =>
  vi.waitFor(
    async () => {
      const reply = (await user.replies(program)).find(({ replyTo }) => replyTo === id);
      expect(reply).toBeDefined();
      return reply?.payload;
    },
    { timeout: 20_000, interval: 100 },
  );
async function inject(payload: Hex) {
  const client = await WatchingClient.connect(devnet.nodeUrl);
  const { id, parameter } = await user.injected(program, payload);
  const receipt = await client.watch(parameter);
  client.close();
  return { id, receipt, parameter };
}

test('a message through Ethereum and an injected one are answered, and the Mirror has the state', async () => {
  const canonical = await user.sendMessage(program, saying('canonical'));
  const { id, receipt } = await inject(saying('injected'));
  expect(checkReceipt(receipt, id, [devnet.validator])).toEqual({ verdict: 'valid', validator: devnet.validator });
  expect(await onEthereum(canonical)).toBe(hex('canonical'));
  expect(await onEthereum(id)).toBe(hex('injected'));
  const own = devnet.node.chain.programs.get(program)?.stateHash;
  expect(await user.stateHash(program)).toBe(own);
  expect(await replay(await user.ask('devnet_exportScenario'), program)).toBe(own);
}, 60_000);

test('the node answers what clients of release 2.0.0 ask', async () => {
  const { head, programs } = devnet.node.chain;
  expect(await user.ask('routerAddress')).toBe(devnet.router);
  expect(await user.ask('program_ids')).toEqual([program]);
  expect(await user.ask('program_codeId', program)).toBe(codeIdOf(wasm));
  const [hash, header] = (await user.ask('block_header')) as [Hex, { height: number }];
  expect(header.height).toBeGreaterThanOrEqual(head.anchor.height);
  expect((await user.client.getBlock({ blockHash: hash })).number).toBe(BigInt(header.height));
  const stateHash = programs.get(program)?.stateHash;
  expect(await user.ask('program_readState', stateHash)).toMatchObject({ program: { Active: { initialized: true } } });
  expect(await user.ask('program_readFullState', stateHash)).toMatchObject({ canonical_queue: [], mailbox: {} });
  expect(await user.ask('code_getOriginal', codeIdOf(wasm))).toContain(bytesToHex(wasm).slice(2));
  const asked = await user.ask('program_calculateReplyForHandle', null, user.address, program, saying('asked'), 0);
  expect(asked).toEqual({ reply: { payload: hex('asked'), value: 0, code: '0x00010000' }, messages: [] });
  const nobody: Hex = `0x${'99'.repeat(20)}`;
  const refused = await rpc(devnet.nodeUrl, 'program_calculateReplyForHandle', null, nobody, nobody, '0x', 0);
  expect(refused.error).toEqual({
    code: 8000,
    message: 'Runtime error',
    data: `not found state hash for program (${actorId(nobody)})`,
  });
  expect(await user.ask('devnet_info')).toMatchObject({ chainId: 31337, wvara: devnet.wvara, problems: [] });
});

test('nothing that comes in brings the node down', async () => {
  const url = devnet.nodeUrl;
  expect(await (await post(url, '{')).json()).toMatchObject({ id: null, error: { code: -32700 } });
  const huge = await post(url, `"${'x'.repeat(11 * 1024 * 1024)}"`);
  expect(huge.status).toBe(413);
  expect(await huge.json()).toMatchObject({ error: { code: -32007, data: 'Exceeded max limit of 10485760' } });
  expect((await fetch(url)).status).toBe(405);
  expect((await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } })).status).toBe(
    415,
  );
  const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'http://elsewhere' } });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect((await rpc(url, 'injected_sendTransactionAndWatch', {})).error?.code).toBe(-32602);

  const client = await WatchingClient.connect(url);
  client.send(new TextEncoder().encode('{"jsonrpc":"2.0","id":0,"method":"routerAddress"}'));
  expect(await client.stray()).toMatchObject({ result: devnet.router });
  const flood = await Promise.all(Array.from({ length: 3000 }, () => client.call('routerAddress')).slice(0, 1000));
  expect(flood.every(({ result }) => result === devnet.router)).toBe(true);
  client.send('x'.repeat(12 * 1024 * 1024));
  await client.closed;
  expect(await user.ask('routerAddress')).toBe(devnet.router);
}, 60_000);

test('anvil is killed and comes up with what it had on disk; the node follows', async () => {
  // What is lost must not reach back to the block that the message refers to, or it is rightly purged.
  await devnet.anvil.save();
  const { id } = await inject(saying('before the kill'));
  const port = devnet.anvil.port;
  await devnet.anvil.kill();
  await vi.waitFor(() => expect(devnet.node.problems()).not.toEqual([]), 10_000);
  expect(await user.ask('program_ids')).toEqual([program]);
  const anvil = await startAnvil({ port, blockTime: 1, statePath: join(state, 'anvil.json') });
  devnet = { ...devnet, anvil, stop: () => devnet.node.close().then(() => anvil.stop()) };
  expect(await onEthereum(id)).toBe(hex('before the kill'));
  await vi.waitFor(() => expect(devnet.node.problems()).toEqual([]), 20_000);
  user = new DevnetUser(devnet);
  const { id: later } = await inject(saying('after the kill'));
  expect(await onEthereum(later)).toBe(hex('after the kill'));
  expect((await user.replies(program)).filter(({ replyTo }) => replyTo === id)).toHaveLength(1);
  expect(await user.stateHash(program)).toBe(devnet.node.chain.programs.get(program)?.stateHash);
}, 90_000);

test('stopped and started again, it goes on', async () => {
  await devnet.stop();
  devnet = await startDevnet({ state, log, executors: 1 });
  user = new DevnetUser(devnet);
  const { id } = await inject(saying('again'));
  expect(await onEthereum(id)).toBe(hex('again'));
}, 60_000);
