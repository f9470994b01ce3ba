import { createEthereumNetwork } from '../network/ethereum/create-ethereum-network.ts';
import { openIdbNetworkStorage } from '../network/ethereum/idb-network-storage.ts';
import { type EthereumNetworkId, useSettings } from '../stores/settings-store.ts';
import type { OpenNetwork } from './networks.ts';
import { presetWithEndpoints } from './preset-with-endpoints.ts';
import { wallet } from './wallet/wallet.ts';

/** The part of `services.ts` that is loaded with the first network on Ethereum. */
export async function openEthereumNetwork(module: WebAssembly.Module, id: EthereumNetworkId): Promise<OpenNetwork> {
  const network = createEthereumNetwork({
    preset: presetWithEndpoints(id, useSettings.getState().endpoints[id]),
    wallet,
    storage: await openIdbNetworkStorage(`gear-exe.${id}`),
    module,
    onFailure: (error) => console.info('Unexpected', error),
  });
  return { network, controls: null };
}
