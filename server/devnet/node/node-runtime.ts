import { createEngine } from '../../../src/engine/create-engine.ts';
import type { CodeResult, Engine } from '../../../src/engine/engine.ts';
import type { BlockRunner } from '../../../src/executor/block-runner.ts';
import { Executor } from '../../../src/executor/executor.ts';
import { ExecutorPool } from '../../../src/executor/executor-pool.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { LayeredBlobStore } from './layered-blob-store.ts';
import type { NodeStore } from './store/node-store.ts';

/**
 * What blocks run on: the engine that holds the chain, the executors, and the blobs, of which the disk has all and the
 * memory those of late. `engine` and `chain` agree whenever no block is under way.
 */
export class NodeRuntime {
  readonly pool: ExecutorPool<Executor>;
  readonly #module: WebAssembly.Module;
  readonly #store: NodeStore;
  readonly #blobs: LayeredBlobStore;
  #engine: Engine;
  #chain: Uint8Array;

  private constructor(
    { module, store, executors }: NodeRuntimeParameters,
    { engine, blobs, chain }: { engine: Engine; blobs: LayeredBlobStore; chain: Uint8Array },
  ) {
    this.#module = module;
    this.#store = store;
    this.#engine = engine;
    this.#blobs = blobs;
    this.#chain = chain;
    this.pool = new ExecutorPool({ size: executors, start: (index) => new Executor(index, module) });
  }

  static async start(parameters: NodeRuntimeParameters, chain: Uint8Array | undefined): Promise<NodeRuntime> {
    if (!chain) throw stateDamaged();
    const blobs = new LayeredBlobStore((hash) => parameters.store.content.blob(hash));
    const engine = await startEngine(parameters, blobs, chain);
    const runtime = new NodeRuntime(parameters, { engine, blobs, chain });
    await Promise.all(runtime.pool.workers().map((worker) => worker.ready));
    return runtime;
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** The chain after the last block, as the engine saves it. */
  get chain(): Uint8Array {
    return this.#chain;
  }

  load(chain: Uint8Array): void {
    this.#engine.loadChain(chain);
    this.#chain = chain;
  }

  addCode(wasm: Uint8Array): CodeResult {
    return this.#engine.addCode(wasm);
  }

  /** Runs something on the chain. An engine that broke over it is replaced by one that holds the chain as before. */
  async attempt<Result>(run: (runner: BlockRunner) => Promise<Result>): Promise<Result> {
    try {
      return await run({ engine: this.#engine, store: this.#blobs, pool: this.pool });
    } catch (error) {
      if (error instanceof AppError && error.code === 'ENGINE_BROKEN') {
        const parameters = { module: this.#module, store: this.#store };
        this.#engine = await startEngine(parameters, this.#blobs, this.#chain);
      }
      throw error;
    }
  }

  /** Has the chain and the new blobs written down; when that fails the engine goes back to the chain before. */
  persist(write: (chain: Uint8Array, blobs: [Hex, Uint8Array][]) => void): void {
    const written = this.#blobs.takeWritten();
    const chain = this.#engine.saveChain();
    try {
      write(
        chain,
        written.map((hash) => [hash, this.#blobs.read(hash) as Uint8Array]),
      );
    } catch (error) {
      this.#engine.loadChain(this.#chain);
      this.#forgetBlobs();
      throw error;
    }
    this.#chain = chain;
    if (this.#blobs.size > ROOM) this.#forgetBlobs();
  }

  close(): void {
    this.pool.terminate();
  }

  /** From memory, everywhere at once: an executor must hold nothing that is not here or on disk. */
  #forgetBlobs(): void {
    for (const executor of this.pool.workers()) executor.forget(this.#blobs.hashes());
    this.#blobs.clear();
  }
}

export interface NodeRuntimeParameters {
  module: WebAssembly.Module;
  store: NodeStore;
  executors: number;
}

/** Bytes of blobs in memory. */
const ROOM = 256 * 1024 * 1024;

async function startEngine(
  { module, store }: Pick<NodeRuntimeParameters, 'module' | 'store'>,
  blobs: LayeredBlobStore,
  chain: Uint8Array,
): Promise<Engine> {
  const engine = await createEngine(module, blobs);
  for (const { id, instrumented } of store.content.validCodes()) engine.addInstrumentedCode(id, instrumented);
  engine.loadChain(chain);
  return engine;
}

function stateDamaged(): AppError {
  return new AppError({
    code: 'STATE_DAMAGED',
    shortMessage: 'The state folder lacks the executors’ chain',
    hint: 'Start anew with --reset.',
  });
}
