import { type BuildClient, createBuildClient } from '../build/build-client.ts';
import type { Replay, ReplayParameters } from '../executor/replay.ts';
import type { ScheduleExplorer } from '../executor/schedules/exploration.ts';
import type { NetworkId } from '../network/network.ts';
import type { IdlParser } from '../program/parse-idl.ts';
import { AppError } from '../shared/app-error.ts';
import type { EthereumNetworkId } from '../stores/settings-store.ts';
import { createWorkspaceStorage, type WorkspaceStorage } from '../stores/workspace-storage.ts';
import { createTemplates, type Templates } from '../workspace/templates.ts';
import type { OpenNetwork } from './networks.ts';

/** The implementations that the app runs on. */
export interface Services {
  buildClient: BuildClient;
  templates: Templates;
  workspaceStorage: WorkspaceStorage;
  /** Starts a network, with the endpoints of the settings. */
  openNetwork(id: NetworkId): Promise<OpenNetwork>;
  loadIdlParser(): Promise<IdlParser>;
  /** Runs a scenario on a new chain in workers of its own; see `executor/replay-scenario.ts` for its errors. */
  replay(parameters: ReplayParameters): Promise<Replay>;
  /** Starts workers that run schedules; `terminate` ends them. */
  openScheduleExplorer(): Promise<ScheduleExplorer>;
}

/** The only place (with `open-ethereum-network.ts`) that constructs implementations; everything else is given them. */
export function createServices(): Services {
  const baseUrl = new URL('./', document.baseURI).href;
  return {
    buildClient: createBuildClient(baseUrl),
    templates: createTemplates(`${baseUrl}templates/`),
    workspaceStorage: createWorkspaceStorage(),
    openNetwork: (id) => (id === 'local' ? openLocal(baseUrl) : openEthereum(baseUrl, id)),
    async loadIdlParser() {
      const { IdlParser } = await import('../program/parse-idl.ts');
      return IdlParser.load(await compile(`${baseUrl}engine/idl.wasm`, 'The reader of interfaces'));
    },
    async replay(parameters) {
      const { replayScenario } = await import('../executor/replay-scenario.ts');
      return replayScenario({ module: await compileEngine(baseUrl), ...parameters });
    },
    async openScheduleExplorer() {
      const { WorkerScheduleExplorer } = await import('../executor/schedules/schedule-explorer.ts');
      return new WorkerScheduleExplorer({ module: await compileEngine(baseUrl) });
    },
  };
}

async function openLocal(baseUrl: string): Promise<OpenNetwork> {
  const [module, { createLocalNetwork }] = await Promise.all([
    compileEngine(baseUrl),
    import('../network/local/create-local-network.ts'),
  ]);
  const network = createLocalNetwork({ module, databaseName: 'gear-exe.local-network' });
  return { network, controls: network };
}

/** The wallet and all that speaks to Ethereum is loaded when the first such network is chosen, and nothing is asked before. */
async function openEthereum(baseUrl: string, id: EthereumNetworkId): Promise<OpenNetwork> {
  const [module, { openEthereumNetwork }] = await Promise.all([
    compileEngine(baseUrl),
    import('./open-ethereum-network.ts'),
  ]);
  return openEthereumNetwork(module, id);
}

function compileEngine(baseUrl: string): Promise<WebAssembly.Module> {
  return compile(`${baseUrl}engine/engine.wasm`, 'The engine');
}

async function compile(url: string, what: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(fetch(url));
  } catch (cause) {
    throw new AppError({
      code: 'ENGINE_UNAVAILABLE',
      shortMessage: `${what} could not be loaded`,
      details: `${url}: ${cause}`,
      hint: 'Reload the page. On your own machine, run `npm run setup`, which builds it.',
      cause,
    });
  }
}
