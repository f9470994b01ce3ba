import { disconnect, getAccount, switchChain, watchAccount } from 'wagmi/actions';
import type { ConnectedWallet, Eip1193Provider, WalletAccess } from '../../network/wallet.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { NETWORK_NAMES } from '../../stores/network-names.ts';
import { type EthereumNetworkId, useSettings } from '../../stores/settings-store.ts';
import { useWallet } from '../../stores/wallet-store.ts';
import { presetWithEndpoints } from '../preset-with-endpoints.ts';
import { review } from './review-store.ts';
import { walletConfig } from './wallet-config.ts';

/**
 * The wallet over wagmi: for networks as {@link WalletAccess}, for the interface in the wallet store. One for the whole
 * app, loaded with the first network on Ethereum.
 */
export const wallet: WalletAccess = {
  current: () => connected,
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  review,
};

let connected: ConnectedWallet | null = null;
const listeners = new Set<() => void>();

/** Goes to a network's chain; wagmi adds the chain (EIP-3085) when the wallet answers that it does not know it. */
export async function switchWalletTo(network: EthereumNetworkId): Promise<void> {
  const { chainId, name, ethereumRpcs, explorer } = presetWithEndpoints(
    network,
    useSettings.getState().endpoints[network],
  );
  try {
    await switchChain(walletConfig, {
      chainId,
      addEthereumChainParameter: {
        chainName: name,
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
        rpcUrls: ethereumRpcs,
        ...(explorer && { blockExplorerUrls: [explorer] }),
      },
    });
  } catch (cause) {
    throw switchFailure(cause, network, chainId);
  }
}

export async function disconnectWallet(): Promise<void> {
  await disconnect(walletConfig);
}

function switchFailure(cause: unknown, network: EthereumNetworkId, chainId: number): AppError {
  const name = NETWORK_NAMES[network];
  // EIP-1193: the person said no.
  if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 4001) {
    return new AppError({
      code: 'USER_REJECTED',
      shortMessage: `The wallet stays where it is: switching to ${name} was refused`,
      hint: `Nothing is sent until the wallet is on ${name}.`,
      cause,
    });
  }
  return new AppError({
    code: 'WALLET_FAILED',
    shortMessage: `The wallet did not switch to ${name}`,
    details: cause instanceof Error ? cause.message : String(cause),
    hint: `Choose the network with chain id ${chainId} in the wallet itself.`,
    cause,
  });
}

/** Takes over what wagmi knows now; only a connected wallet has a provider that can be asked. */
async function follow(): Promise<void> {
  const { status, address, connector, chainId } = getAccount(walletConfig);
  if (status !== 'connected' || !connector) return tell(null, null, null);
  const provider = (await connector.getProvider()) as Eip1193Provider;
  const now = getAccount(walletConfig);
  // It changed while it was asked; that change has its own call.
  if (now.address !== address || now.connector?.uid !== connector.uid) return;
  tell({ address: address.toLowerCase() as Hex, provider }, chainId, connector.name);
}

function tell(next: ConnectedWallet | null, chainId: number | null, name: string | null): void {
  connected = next;
  useWallet.setState({ address: next?.address ?? null, chainId, name });
  for (const listener of listeners) listener();
}

watchAccount(walletConfig, { onChange: () => void follow() });
void follow();
