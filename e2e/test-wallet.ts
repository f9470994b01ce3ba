import type { Page } from '@playwright/test';
import { type Hex, numberToHex } from 'viem';
import { createPrivateKeyWallet, type PrivateKeyWallet } from '../src/network/ethereum/fixtures/private-key-wallet.ts';

/**
 * A browser wallet as MetaMask is to a page: an EIP-1193 provider announced by EIP-6963. It holds a private key, outside the page, and signs
 * without asking; what it sends goes to the real chain. It can be on another chain, and refuse.
 */
export class TestWallet {
  readonly address: Hex;
  /** Every request of the page, oldest first. */
  readonly requests: { method: string; params: unknown }[] = [];
  /** The next request for a signature or a transaction is refused, as by a person. */
  rejectsNext = false;
  /** ms that its owner takes to agree. */
  hesitation = 0;
  #isConnected = false;
  readonly #page: Page;
  /** Holds the key; signs and sends. */
  readonly #keys: PrivateKeyWallet;

  private constructor(page: Page, { privateKey, rpc, chainId }: TestWalletParameters) {
    this.#page = page;
    this.#keys = createPrivateKeyWallet(privateKey, rpc, chainId);
    this.address = this.#keys.address;
  }

  /** Puts the wallet into every document that `page` opens from now on. */
  static async install(page: Page, parameters: TestWalletParameters): Promise<TestWallet> {
    const wallet = new TestWallet(page, parameters);
    await page.exposeFunction('testWalletRequest', (request: Request) => wallet.#answer(request));
    await page.addInitScript(announce);
    return wallet;
  }

  /** As a person who chooses another network in the wallet. */
  async switchChain(chainId: number): Promise<void> {
    this.#keys.chainId = chainId;
    await this.#page.evaluate(
      (hex) => (globalThis as unknown as InPage).testWalletEmit('chainChanged', hex),
      numberToHex(chainId),
    );
  }

  /** How often the page asked for `method`. */
  count(method: string): number {
    return this.requests.filter((request) => request.method === method).length;
  }

  async #answer(request: Request): Promise<Answer> {
    this.requests.push({ method: request.method, params: request.params });
    try {
      return { result: await this.#perform(request) };
    } catch (error) {
      const { code = -32603, message, data } = error as { code?: number; message: string; data?: unknown };
      return { error: { code, message, data } };
    }
  }

  async #perform({ method, params = [] }: Request): Promise<unknown> {
    if (SIGNS.has(method) && this.rejectsNext) {
      this.rejectsNext = false;
      throw { code: 4001, message: 'User rejected the request.' };
    }
    if (SIGNS.has(method)) await new Promise((resolve) => setTimeout(resolve, this.hesitation));
    switch (method) {
      case 'eth_requestAccounts':
        this.#isConnected = true;
        return [this.address];
      case 'eth_accounts':
        // A wallet tells a page nothing of its accounts before its owner has agreed.
        return this.#isConnected ? [this.address] : [];
      case 'wallet_requestPermissions':
      case 'wallet_getPermissions':
        return [
          { parentCapability: 'eth_accounts', caveats: [{ type: 'restrictReturnedAccounts', value: [this.address] }] },
        ];
      case 'wallet_revokePermissions':
        return null;
      case 'wallet_addEthereumChain':
        return null;
      case 'wallet_switchEthereumChain':
        await this.switchChain(Number((params[0] as { chainId: Hex }).chainId));
        return null;
      default:
        return this.#keys.current()?.provider.request({ method, params });
    }
  }
}

interface TestWalletParameters {
  privateKey: Hex;
  /** Of the chain that it is on. */
  rpc: string;
  chainId: number;
}

interface Request {
  method: string;
  params?: unknown[];
}

interface Answer {
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

interface InPage {
  testWalletRequest(request: Request): Promise<Answer>;
  testWalletEmit(event: string, value: unknown): void;
}

const SIGNS = new Set(['personal_sign', 'eth_signTypedData_v4', 'eth_sendTransaction', 'eth_requestAccounts']);

/** Runs in the page, before its own scripts. */
function announce(): void {
  const page = globalThis as unknown as InPage;
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  page.testWalletEmit = (event, value) => {
    for (const listener of listeners.get(event) ?? []) listener(value);
  };
  const provider = {
    async request(request: Request) {
      const { result, error } = await page.testWalletRequest(request);
      if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      return result;
    },
    on(event: string, listener: (value: unknown) => void) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return provider;
    },
    removeListener(event: string, listener: (value: unknown) => void) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
  };
  const icon =
    'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>';
  const info = { uuid: '7c5f0a34-6f0e-4c58-9a52-5f5a2a3c1e10', name: 'Test Wallet', icon, rdns: 'test.wallet' };
  const detail = Object.freeze({ info, provider });
  const tell = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  addEventListener('eip6963:requestProvider', tell);
  tell();
}
