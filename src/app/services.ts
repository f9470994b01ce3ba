import { type BuildClient, createBuildClient } from '../build/build-client.ts';
import { createLocalNetwork } from '../network/local/create-local-network.ts';
import type { LocalNetworkControls, Network } from '../network/network.ts';
import type { IdlParser } from '../program/parse-idl.ts';
import { AppError } from '../shared/app-error.ts';
import { createWorkspaceStorage, type WorkspaceStorage } from '../stores/workspace-storage.ts';
import { createTemplates, type Templates } from '../workspace/templates.ts';

/** The implementations that the app runs on. */
export interface Services {
  buildClient: BuildClient;
  templates: Templates;
  workspaceStorage: WorkspaceStorage;
  /** Starts the network; `controls` where it is a simulated one. */
  openNetwork(): Promise<{ network: Network; controls: LocalNetworkControls | null }>;
  loadIdlParser(): Promise<IdlParser>;
}

/** The only place that constructs implementations; everything else is given them. */
export function createServices(): Services {
  const baseUrl = new URL('./', document.baseURI).href;
  return {
    buildClient: createBuildClient(baseUrl),
    templates: createTemplates(`${baseUrl}templates/`),
    workspaceStorage: createWorkspaceStorage(),
    async openNetwork() {
      const module = await compile(`${baseUrl}engine/engine.wasm`, 'The engine');
      const network = createLocalNetwork({ module, databaseName: 'gear-exe.local-network' });
      return { network, controls: network };
    },
    async loadIdlParser() {
      const { IdlParser } = await import('../program/parse-idl.ts');
      return IdlParser.load(await compile(`${baseUrl}engine/idl.wasm`, 'The reader of interfaces'));
    },
  };
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
