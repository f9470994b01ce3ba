import {
  createPublicClient,
  custom,
  defineChain,
  type FallbackTransport,
  fallback,
  http,
  type PublicClient,
} from 'viem';
import { AppError } from '../../shared/app-error.ts';
import type { NetworkPreset } from '../presets.ts';
import type { WalletAccess } from '../wallet.ts';

/** Reads Ethereum: over the preset's RPCs in their order, and over the wallet's own connection where there are none. */
export type EthereumClient = PublicClient<FallbackTransport>;

export function createEthereumClient(preset: NetworkPreset, wallet: WalletAccess): EthereumClient {
  const chain = defineChain({
    id: preset.chainId,
    name: preset.name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: preset.ethereumRpcs } },
  });
  const own = preset.ethereumRpcs.map((url) => http(url, { timeout: 15_000, retryCount: 1 }));
  const ofWallet = custom({ request: (request) => askWallet(wallet, preset, request) }, { retryCount: 0 });
  const transport = fallback(own.length > 0 ? own : [ofWallet], { retryCount: 1 });
  return createPublicClient({ chain, transport, pollingInterval: pollingInterval(preset), cacheTime: 0 });
}

/** ms between two looks at Ethereum. */
export function pollingInterval({ blockTime }: Pick<NetworkPreset, 'blockTime'>): number {
  return Math.min(Math.max(blockTime * 250, 250), 3_000);
}

async function askWallet(
  wallet: WalletAccess,
  preset: NetworkPreset,
  request: { method: string; params?: unknown },
): Promise<unknown> {
  const provider = wallet.current()?.provider;
  if (!provider) throw noRpc(preset, 'No RPC is set and no wallet is connected.');
  const chainId = Number(await provider.request({ method: 'eth_chainId' }));
  if (chainId !== preset.chainId) throw noRpc(preset, `No RPC is set, and the wallet is on chain ${chainId}.`);
  return provider.request(request);
}

function noRpc({ name }: NetworkPreset, details: string): AppError {
  return new AppError({
    code: 'NO_RPC',
    shortMessage: `There is no connection to ${name}`,
    details,
    hint: `Connect a wallet and switch it to ${name}, or enter the address of an RPC in the settings.`,
  });
}
