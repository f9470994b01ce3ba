import { runsInNode, startNodeThread, webWorkerPort } from '../../executor/threads.ts';
import { connectWorker, type RemoteWorker } from '../../executor/worker-port.ts';
import type { LocalNetworkControls, Network, NetworkEvent, NetworkInfo } from '../network.ts';
import type { CoordinatorService, LocalNetworkMethod } from './coordinator-worker.ts';
import { DEFAULT_BLOCK_TIME } from './local-state.ts';

/**
 * Starts a local network: a chain in a worker of its own, whose executors are the real runtime in further workers.
 * Returns at once; calls wait until it is up, and fail with the reason when it cannot start.
 *
 * @example
 * const network = createLocalNetwork({ module: WebAssembly.compileStreaming(fetch('engine/engine.wasm')) });
 * network.subscribe((event) => console.log(event));
 * const { codeId } = await network.uploadCode(wasm);
 * const { program } = await network.createProgram({ codeId });
 */
export function createLocalNetwork(parameters: CreateLocalNetworkParameters): LocalNetworkClient {
  const { module, databaseName, executors = defaultExecutors(), blockTime = DEFAULT_BLOCK_TIME } = parameters;
  const worker = startCoordinator();
  const listeners = new Set<(event: NetworkEvent) => void>();
  worker.onEvent((event) => {
    for (const listener of listeners) listener(event as NetworkEvent);
  });

  const started = Promise.resolve(module).then((module) =>
    worker.call('start', [{ module, databaseName, settings: { executors, blockTime } }]),
  );
  // Every call tells of it; here nobody listens.
  started.catch(() => {});
  const call = async (name: LocalNetworkMethod, ...parameters: unknown[]): Promise<never> => {
    await started;
    return (await worker.call('call', [name, parameters])) as never;
  };

  return {
    id: 'local',
    info: LOCAL_NETWORK_INFO,
    uploadCode: (wasm) => call('uploadCode', wasm),
    createProgram: (parameters) => call('createProgram', parameters),
    topUpExecutableBalance: (program, amount) => call('topUpExecutableBalance', program, amount),
    topUpFreeBalance: (program, amount) => call('topUpFreeBalance', program, amount),
    sendMessage: (parameters) => call('sendMessage', parameters),
    sendReply: (parameters) => call('sendReply', parameters),
    claimValue: (parameters) => call('claimValue', parameters),
    calculateReply: (parameters) => call('calculateReply', parameters),
    followProgram: (program) => call('followProgram', program),
    exportProgram: (program, stateHash) => call('exportProgram', program, stateHash),
    forkProgram: (program, options) => call('forkProgram', program, options),
    getAccount: () => call('getAccount'),
    getPrograms: () => call('getPrograms'),
    getProgram: (program, stateHash, detail) => call('getProgram', program, stateHash, detail),
    getStates: (program) => call('getStates', program),
    getPage: (hash) => call('getPage', hash),
    getMessages: () => call('getMessages'),
    getLedger: () => call('getLedger'),
    getLogs: () => call('getLogs'),
    getStatus: () => call('getStatus'),
    setBlockTime: (ms) => call('setBlockTime', ms),
    getBlockTime: () => call('getBlockTime'),
    advance: (blocks) => call('advance', blocks),
    setExecutors: (count) => call('setExecutors', count),
    faucet: () => call('faucet'),
    getRecord: () => call('getRecord'),
    reset: () => call('reset'),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => worker.terminate(),
  };
}

export interface CreateLocalNetworkParameters {
  /** The compiled engine (public/engine/engine.wasm). */
  module: WebAssembly.Module | Promise<WebAssembly.Module>;
  /** Of the IndexedDB that keeps the network over a reload; nothing is kept without it. */
  databaseName?: string;
  /** 1–16, of a new network; cores − 1 when absent. */
  executors?: number;
  /** ms between simulated Ethereum blocks of a new network; 0 = by hand. 12,000 when absent. */
  blockTime?: number;
}

export interface LocalNetworkClient extends Network, LocalNetworkControls {
  faucet(): Promise<void>;
}

const LOCAL_NETWORK_INFO: NetworkInfo = {
  id: 'local',
  name: 'Local',
  chainId: null,
  explorer: null,
  router: null,
  rpc: null,
  faucetPage: null,
};

function startCoordinator(): RemoteWorker<CoordinatorService> {
  return connectWorker<CoordinatorService>(
    runsInNode
      ? startNodeThread('./coordinator-worker.ts', import.meta.url)
      : webWorkerPort(new Worker(new URL('./coordinator-worker.ts', import.meta.url), { type: 'module' })),
  );
}

function defaultExecutors(): number {
  return Math.min(16, Math.max(1, navigator.hardwareConcurrency - 1));
}
