import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { startAnvil } from './anvil.ts';
import { compiledContract } from './compiled-contract.ts';
import { deployContracts } from './deploy-contracts.ts';
import { OWNER } from './development-accounts.ts';
import { ethereumClient } from './ethereum-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'devnet-anvil-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a kill leaves what was saved, from where an interrupted deployment goes on', async () => {
  const statePath = join(folder, 'killed.json');
  const first = await startAnvil({ port: 0, blockTime: 1, statePath });
  const client = ethereumClient(first.rpcUrl);
  const { bytecode } = compiledContract('WrappedVara');
  const hash = await client.sendTransaction({ account: OWNER, data: bytecode, gas: 10_000_000n });
  const receipt = await client.waitForTransactionReceipt({ hash });
  await vi.waitFor(() => expect(existsSync(statePath) && readFileSync(statePath, 'utf8')).toContain(hash), 10_000);
  const { number } = await client.getBlock();
  await first.save();
  await first.kill();

  const second = await startAnvil({ port: 0, blockTime: 1, statePath });
  const again = ethereumClient(second.rpcUrl);
  expect(await again.getTransactionReceipt({ hash })).toEqual(receipt);
  expect(await again.getBlockNumber()).toBeGreaterThanOrEqual(number);
  const contracts = await deployContracts(again);
  expect(contracts.router).toBe('0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9');
  expect(await deployContracts(again)).toEqual(contracts);
  await second.stop();
});

test('a chain on which the owner did something else is not taken for one with the contracts', async () => {
  const anvil = await startAnvil({ port: 0, blockTime: 1 });
  const client = ethereumClient(anvil.rpcUrl);
  for (let nonce = 0; nonce < 6; nonce++) {
    await client.sendTransaction({ account: OWNER, to: OWNER.address, nonce, gas: 100_000n });
  }
  await client.mine({ blocks: 1 });
  await expect(deployContracts(client)).rejects.toMatchObject({ code: 'DEPLOYMENT_FAILED' });
  await anvil.stop();
});

test('a port that is taken, and a state file that cannot be read, are said', async () => {
  const anvil = await startAnvil({ port: 0, blockTime: 1 });
  await expect(startAnvil({ port: anvil.port, blockTime: 1 })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  await anvil.stop();
  const statePath = join(folder, 'damaged.json');
  writeFileSync(statePath, '{"block": {');
  await expect(startAnvil({ port: 0, blockTime: 1, statePath })).rejects.toMatchObject({ code: 'ANVIL_FAILED' });
});

test('it ends with a process that is killed', async () => {
  const module = fileURLToPath(new URL('anvil.ts', import.meta.url));
  const program = `const { startAnvil } = await import(${JSON.stringify(module)});
    console.log((await startAnvil({ port: 0, blockTime: 1 })).rpcUrl);`;
  const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  const starter = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(starter.stdout.setEncoding('utf8'), 'data');
  const client = ethereumClient(String(url).trim());
  expect(await client.getChainId()).toBe(31_337);
  starter.kill('SIGKILL');
  await vi.waitFor(() => expect(client.getBlockNumber()).rejects.toThrow(), 10_000);
});
