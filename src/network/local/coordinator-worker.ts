import { createEngine } from '../../engine/create-engine.ts';
import { Executor } from '../../executor/executor.ts';
import { ExecutorPool } from '../../executor/executor-pool.ts';
import { ownPort } from '../../executor/threads.ts';
import { serveWorker } from '../../executor/worker-port.ts';
import { AppError } from '../../shared/app-error.ts';
import type { LocalNetworkControls, Network, NetworkEvent, StorageWork } from '../network.ts';
import { LocalDatabase, type SavedNetwork } from './local-database.ts';
import { LocalNetwork } from './local-network.ts';
import type { LocalSettings } from './local-state.ts';
import { PagedBlobStore } from './paged-blob-store.ts';
import { tellWhenSlow } from './tell-when-slow.ts';

/**
 * The thread that owns a local network: its engine with the chain, its content store, its database, and the
 * executors, which are threads of its own.
 */
export class CoordinatorService {
  #network: LocalNetwork | undefined;
  #parameters: StartParameters | undefined;
  #database: LocalDatabase | undefined;
  #pool: ExecutorPool<Executor> | undefined;
  /** Why the saved network could not be taken up; until a reset, everything fails with it. */
  #damage: AppError | undefined;

  async start(parameters: StartParameters): Promise<void> {
    this.#parameters = parameters;
    const { databaseName } = parameters;
    if (databaseName !== undefined) {
      await lock(databaseName);
      this.#database = await LocalDatabase.open(databaseName);
    }
    try {
      await this.#open();
    } catch (error) {
      const damage = AppError.revive(error);
      if (damage.code !== 'LOCAL_CHAIN_DAMAGED') throw damage;
      this.#damage = damage;
    }
  }

  /** Calls a method of the network. */
  async call(name: LocalNetworkMethod, parameters: unknown[]): Promise<unknown> {
    if (this.#damage && name === 'reset') {
      await this.#database?.clear();
      await this.#open();
      this.#damage = undefined;
      return undefined;
    }
    if (this.#damage) throw this.#damage;
    if (!this.#network) throw new AppError({ code: 'NOT_STARTED', shortMessage: 'The local network was not started' });
    const network = this.#network;
    const method = network[name] as (...parameters: unknown[]) => Promise<unknown>;
    try {
      return await method.apply(network, parameters);
    } catch (error) {
      await this.#recover(network, error);
      throw error;
    }
  }

  /** A broken engine is replaced and takes up what was saved last; without a database nothing was. */
  async #recover(network: LocalNetwork, error: unknown): Promise<void> {
    const isBroken = error instanceof AppError && error.code === 'ENGINE_BROKEN';
    if (!isBroken || !this.#database || this.#network !== network) return;
    network.stop();
    await this.#open();
  }

  async #load(): Promise<SavedNetwork | undefined> {
    const database = this.#database;
    if (!database) return undefined;
    const bytes = await database.size();
    return tellWhenSlow(() => database.load(), { doing: 'loading', bytes }, tellStorage);
  }

  async #open(): Promise<void> {
    const { module, settings } = this.#parameters as StartParameters;
    const saved = await this.#load();
    const store = new PagedBlobStore(this.#database);
    const engine = createEngine(module, store);
    this.#pool?.terminate();
    const pool = new ExecutorPool({
      size: saved?.state.settings.executors ?? settings.executors,
      start: (index) => new Executor(index, module),
      onChange: () => this.#network?.statusChanged(),
    });
    this.#pool = pool;
    this.#network = new LocalNetwork(
      {
        engine,
        store,
        pool,
        ...(this.#database && { database: this.#database }),
        settings,
        emit: (event) => served.emit(event),
        onFailure: (error) => {
          console.error(error);
          if (this.#network) void this.#recover(this.#network, error);
        },
      },
      saved,
    );
  }
}

export interface StartParameters {
  module: WebAssembly.Module;
  /** For a new network; a saved one has its own. */
  settings: LocalSettings;
  /** Of the IndexedDB that holds the network; without one, it is forgotten at the end. */
  databaseName: string | undefined;
}

export type LocalNetworkMethod = Exclude<
  keyof Network | keyof LocalNetworkControls,
  'id' | 'info' | 'subscribe' | 'close' | 'deployContract'
>;

/** Two tabs cannot write one chain. Waits a moment, for after a reload the page before may not be gone yet. */
async function lock(name: string): Promise<void> {
  const { locks } = navigator;
  if (!locks) return;
  await new Promise<void>((resolve, reject) => {
    // Held until this thread ends: what is awaited in it never comes.
    const held = () => new Promise<never>(() => resolve());
    locks.request(name, { signal: AbortSignal.timeout(LOCK_PATIENCE) }, held).catch((cause) =>
      reject(
        new AppError({
          code: 'LOCAL_NETWORK_IN_USE',
          shortMessage: 'The local network is open in another tab',
          hint: 'Use that tab, or close it and reload this one.',
          cause,
        }),
      ),
    );
  });
}

const LOCK_PATIENCE = 3000;

function tellStorage(work: StorageWork | null): void {
  served.emit({ type: 'storage', work } satisfies NetworkEvent);
}

const served = serveWorker(ownPort(), new CoordinatorService());
