import type { Hex } from 'viem';
import { rpc } from '../server/devnet/node/fixtures/test-client.ts';
import { NETWORK_PRESETS } from '../src/network/presets.ts';
import { type App, test as base, expect } from './app.ts';
import { TestWallet } from './test-wallet.ts';

const { ethereumRpcs, validatorRpcs, chainId } = NETWORK_PRESETS.devnet;

/** Where playwright.config.ts starts the devnet: where the app expects it. */
export const DEVNET = {
  rpc: ethereumRpcs[0] as string,
  node: (validatorRpcs[0] as string).replace('ws:', 'http:'),
  chainId,
};

interface Fixtures {
  /** A wallet with a new account, 100 ETH and 100,000 WVARA, there before the app is. */
  wallet: TestWallet;
  /** What the faucet gives the account. */
  funds: 'all' | 'none';
}

/** A test with a wallet in the browser and the real devnet behind it. */
export const test = base.extend<Fixtures>({
  funds: ['all', { option: true }],
  wallet: [
    async ({ page, funds }, use) => {
      const privateKey = `0x${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')}` as const;
      const wallet = await TestWallet.install(page, { privateKey, rpc: DEVNET.rpc, chainId: DEVNET.chainId });
      if (funds === 'all') await nodeCall('devnet_faucet', wallet.address);
      await use(wallet);
    },
    { auto: true },
  ],
});

export { expect };

/** Chooses the devnet and connects the wallet, as a person does. */
export async function connect({ page }: App): Promise<void> {
  await page.getByRole('combobox', { name: 'Network' }).selectOption('devnet');
  await page.getByRole('button', { name: 'Connect wallet' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Test Wallet/ })
    .click();
  await expect(page.getByRole('button', { name: /^Account 0x/ })).toBeVisible();
  // Commands of a network are there with its answers.
  await expect(page.locator('#connection-state')).toHaveText('connected');
}

/** The confirmation `name` of a timeline's row. */
export function lane(app: App, name: 'predicted' | 'pre-confirmed' | 'settled' | 'final') {
  return app.newest().locator('.lanes__lane').filter({ hasText: name });
}

/** The address of the program that is shown. */
export async function programAddress({ program }: App): Promise<Hex> {
  const title = await program.getByRole('button', { name: /^Program id 0x/ }).getAttribute('title');
  return /0x[0-9a-f]{40}/.exec(title ?? '')?.[0] as Hex;
}

/** A call of the executor node's JSON-RPC. */
export async function nodeCall(method: string, ...params: unknown[]): Promise<unknown> {
  const { result, error } = await rpc(DEVNET.node, method, ...params);
  if (error) throw new Error(`${method}: ${error.message} ${error.data ?? ''}`);
  return result;
}
