import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ContractsOnAnvil, startContractsOnAnvil, user } from '../../server/devnet/fixtures/contracts-on-anvil.ts';
import { converterAbi } from '../../src/network/ethereum/contracts.ts';
import type { Hex } from '../../src/shared/hex.ts';

let contracts: ContractsOnAnvil;

beforeAll(async () => {
  contracts = await startContractsOnAnvil();
}, 60_000);
afterAll(() => contracts?.stop());

const run = (args: string[], privateKey: string | undefined = user.privateKey) =>
  promisify(execFile)(process.execPath, [fileURLToPath(new URL('deploy.ts', import.meta.url)), ...args], {
    env: { ...process.env, PRIVATE_KEY: privateKey, NODE_NO_WARNINGS: '1' },
  });

test('a converter of one’s own is put there, for the Router and at the rate that were given', async () => {
  const { client, router, wvara } = contracts;
  const { stdout } = await run(['--rpc', client.transport.url as string, '--router', router, '--wei-per-unit', '250']);
  const contract = { address: stdout.trim() as Hex, abi: converterAbi } as const;
  const answers = await Promise.all([
    client.readContract({ ...contract, functionName: 'router' }),
    client.readContract({ ...contract, functionName: 'wrappedVara' }),
    client.readContract({ ...contract, functionName: 'owner' }),
    client.readContract({ ...contract, functionName: 'weiPerUnit' }),
    client.readContract({ ...contract, functionName: 'reserve' }),
  ]);
  const lower = answers.map((answer) => (typeof answer === 'string' ? answer.toLowerCase() : answer));
  expect(lower).toEqual([router, wvara, user.address.toLowerCase(), 250n, 0n]);
});

test.each([
  ['--router', ['--rpc', 'http://127.0.0.1:1', '--wei-per-unit', '1']],
  ['--wei-per-unit', ['--rpc', 'http://127.0.0.1:1', '--router', `0x${'12'.repeat(20)}`, '--wei-per-unit', '0']],
  ['--rpc', ['--rpc', 'here']],
])('what is missing is said: %s', async (what, args) => {
  await expect(run(args)).rejects.toMatchObject({ stderr: expect.stringContaining(what) });
});

test('without a key nothing is sent', async () => {
  const { client, router } = contracts;
  const args = ['--rpc', client.transport.url as string, '--router', router, '--wei-per-unit', '1'];
  await expect(run(args, '')).rejects.toMatchObject({ stderr: expect.stringContaining('PRIVATE_KEY') });
});

test('an address that is no Router’s gets none', async () => {
  const { client } = contracts;
  const before = await client.getTransactionCount({ address: user.address });
  const args = ['--rpc', client.transport.url as string, '--router', `0x${'12'.repeat(20)}`, '--wei-per-unit', '1'];
  await expect(run(args)).rejects.toMatchObject({ stderr: expect.stringContaining('wrappedVara') });
  expect(await client.getTransactionCount({ address: user.address })).toBe(before);
});
