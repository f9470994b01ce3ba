import { createTestClient, defineChain, http, publicActions, walletActions } from 'viem';
import { CHAIN_ID } from './chain-id.ts';

export type EthereumClient = ReturnType<typeof ethereumClient>;

/** viem on anvil: reads, sends, and anvil's own methods. `timeout`: of one call, ms. */
export function ethereumClient(rpcUrl: string, { timeout = 10_000 } = {}) {
  const chain = defineChain({
    id: CHAIN_ID,
    name: 'Gear.exe Devnet',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  // No caching and short polls: the chain is next door.
  const transport = http(rpcUrl, { retryCount: 0, timeout });
  return createTestClient({ chain, mode: 'anvil', transport, cacheTime: 0, pollingInterval: 50 })
    .extend(publicActions)
    .extend(walletActions);
}
