import { connectorsForWallets, getDefaultWallets } from '@rainbow-me/rainbowkit';
import { type Chain, defineChain } from 'viem';
import { type Config, createConfig, injected, unstable_connector } from 'wagmi';
import { NETWORK_PRESETS, type NetworkPreset } from '../../network/presets.ts';

/**
 * A project id of WalletConnect's, given when the app is built. Without it only wallets that the browser has (EIP-6963) are
 * offered, and nothing but the chosen network is ever asked.
 */
const walletConnectId: string | undefined = import.meta.env.VITE_WALLETCONNECT_ID || undefined;

const [first, ...others] = Object.values(NETWORK_PRESETS).map(chainOf);

export const walletConfig: Config = createConfig({
  chains: [first as Chain, ...others],
  connectors: walletConnectId
    ? connectorsForWallets(getDefaultWallets().wallets, {
        appName: 'Gear.exe Playground',
        projectId: walletConnectId,
      })
    : [],
  multiInjectedProviderDiscovery: true,
  // Reading is the network's business. What wagmi itself wants to know, it asks the wallet.
  transports: Object.fromEntries(
    Object.values(NETWORK_PRESETS).map(({ chainId }) => [chainId, unstable_connector(injected)]),
  ),
});

export function chainOf({ id, name, chainId, ethereumRpcs, explorer }: NetworkPreset): Chain {
  return defineChain({
    id: chainId,
    name,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: ethereumRpcs } },
    ...(explorer && { blockExplorers: { default: { name: 'Etherscan', url: explorer } } }),
    testnet: id !== 'ethereum',
  });
}
