import { createEngine } from '../../../src/engine/create-engine.ts';
import type { Engine, ReplyInput, ReplyOutput } from '../../../src/engine/engine.ts';
import { runReply } from '../../../src/executor/block-runner.ts';
import { Executor } from '../../../src/executor/executor.ts';
import { ExecutorPool } from '../../../src/executor/executor-pool.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { LayeredBlobStore } from './layered-blob-store.ts';
import type { OwnChain } from './own-chain.ts';

/**
 * Says what a program would reply. It has an engine and an executor of its own, so that a query, which may run as long as ten
 * blocks, never holds up a block. One query after the other.
 */
export class ReplyPreview {
  readonly #chain: OwnChain;
  readonly #module: WebAssembly.Module;
  readonly #blobs: LayeredBlobStore;
  readonly #pool: ExecutorPool<Executor>;
  readonly #codes = new Set<Hex>();
  #engine: Engine | undefined;
  #loaded: Uint8Array | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(chain: OwnChain, module: WebAssembly.Module) {
    this.#chain = chain;
    this.#module = module;
    this.#blobs = new LayeredBlobStore((hash) => chain.store.content.blob(hash));
    this.#pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  }

  /**
   * As of the newest own block.
   * @throws AppError `BUSY` when too many queries wait
   */
  calculate(input: Omit<ReplyInput, 'height' | 'timestamp' | 'gasAllowance'>): Promise<ReplyOutput> {
    if (this.#waiting >= MAX_WAITING) throw tooManyQueries();
    this.#waiting++;
    const result = this.#last.then(() => this.#run(input)).finally(() => this.#waiting--);
    this.#last = result.catch(() => {});
    return result;
  }

  close(): void {
    this.#pool.terminate();
  }

  async #run(input: Omit<ReplyInput, 'height' | 'timestamp' | 'gasAllowance'>): Promise<ReplyOutput> {
    const engine = await this.#upToDate();
    const { height, timestamp } = this.#chain.head.anchor;
    try {
      const runner = { engine, store: this.#blobs, pool: this.#pool };
      return await runReply({ ...input, height, timestamp, gasAllowance: GAS_ALLOWANCE }, runner);
    } catch (error) {
      if (error instanceof AppError && error.code === 'ENGINE_BROKEN') this.#engine = undefined;
      throw error;
    } finally {
      this.#tidyUp();
    }
  }

  async #upToDate(): Promise<Engine> {
    const { store, runtime } = this.#chain;
    if (!this.#engine) {
      this.#engine = await createEngine(this.#module, this.#blobs);
      this.#codes.clear();
      this.#loaded = undefined;
    }
    if (this.#loaded === runtime.chain) return this.#engine;
    for (const { id, instrumented } of store.content.validCodes(this.#codes.size)) {
      this.#engine.addInstrumentedCode(id, instrumented);
      this.#codes.add(id);
    }
    this.#loaded = runtime.chain;
    this.#engine.loadChain(this.#loaded);
    return this.#engine;
  }

  /** What a query made is nobody's; what it looked up may stay while there is room. */
  #tidyUp(): void {
    const forget = this.#blobs.size > ROOM ? [...this.#blobs.hashes()] : this.#blobs.takeWritten();
    for (const executor of this.#pool.workers()) executor.forget(forget);
    for (const hash of forget) this.#blobs.forget(hash);
  }
}

/** Ten times what a block may spend, as a node of release 2.0.0 allows. */
const GAS_ALLOWANCE = '40000000000000';
const MAX_WAITING = 256;
const ROOM = 64 * 1024 * 1024;

function tooManyQueries(): AppError {
  return new AppError({
    code: 'BUSY',
    shortMessage: 'Too many queries are waiting',
    hint: 'Try again in a moment.',
  });
}
