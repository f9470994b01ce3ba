import { createEngine } from '../../engine/create-engine.ts';
import { BlobStore } from '../../executor/blob-store.ts';
import { Predictor } from '../../executor/predictor.ts';
import type { AppError } from '../../shared/app-error.ts';
import type { Network } from '../network.ts';
import type { NetworkPreset } from '../presets.ts';
import type { WalletAccess } from '../wallet.ts';
import { EthereumNetwork } from './ethereum-network.ts';
import type { NetworkStorage } from './network-storage.ts';
import type { MessagePredictor } from './predict-for-blocks.ts';

/**
 * Connects to a network with Ethereum behind it. Returns at once; until its contracts are found every method waits.
 *
 * @example
 * const network = createEthereumNetwork({
 *   preset: NETWORK_PRESETS.devnet,
 *   wallet,
 *   storage: await openIdbNetworkStorage('gear-exe.devnet'),
 *   module: await WebAssembly.compileStreaming(fetch('engine/engine.wasm')),
 * });
 */
export function createEthereumNetwork(parameters: CreateEthereumNetworkParameters): Network {
  const { module, storage, predictor = new Predictor({ module }) } = parameters;
  const store = new BlobStore();
  const engine = createEngine(module, store);
  return new EthereumNetwork({ ...parameters, predictor, engine, store, onClose: () => storage.close() });
}

export interface CreateEthereumNetworkParameters {
  preset: NetworkPreset;
  wallet: WalletAccess;
  /** Where the history is kept; closed with the network. */
  storage: NetworkStorage;
  /** The engine, compiled: it validates codes and decodes states. */
  module: WebAssembly.Module;
  /** Says what messages will do before the network does; one in a thread of its own by default. Ended with the network. */
  predictor?: MessagePredictor;
  /** Something failed that nobody had asked for. */
  onFailure?: (error: AppError) => void;
}
