import { createEngine } from '../engine/create-engine.ts';
import type { Engine, Patience, QueueRunInput, QueueRunOutput } from '../engine/engine.ts';
import { AppError } from '../shared/app-error.ts';
import type { Hex } from '../shared/hex.ts';
import { BlobStore, type PackedBlobs, packBlobs, unpackBlobs } from './blob-store.ts';
import { ownPort, runsInNode } from './threads.ts';
import { wallClock } from './wall-clock.ts';
import { serveWorker, transferred } from './worker-port.ts';

/**
 * One executor: an engine in a thread of its own that runs program queues. It keeps the codes and blobs that it
 * was given or made, so that a program which comes back finds its pages here; it decides nothing.
 */
export class ExecutorService {
  readonly #store = new BlobStore();
  readonly #codes = new Set<Hex>();
  readonly #now = wallClock();
  #engine: Engine | undefined;

  async start(module: WebAssembly.Module): Promise<void> {
    this.#engine = await createEngine(module, this.#store);
  }

  run(request: RunRequest): RunAnswer {
    const { item, code, blobs, forget, patience } = request;
    const engine = this.#engine;
    if (!engine) throw new AppError({ code: 'NOT_STARTED', shortMessage: 'The executor was not started' });
    if (code) {
      engine.addInstrumentedCode(item.codeId, code);
      this.#codes.add(item.codeId);
    }
    if (forget === 'everything') this.#store.clear();
    else for (const hash of forget) this.#store.forget(hash);
    unpackBlobs(blobs, this.#store);
    const lacks = { code: !this.#codes.has(item.codeId), blobs: engine.missingForRun(item.stateHash) };
    if (lacks.code || lacks.blobs.length > 0) return { status: 'lacks', ...lacks };

    this.#store.takeWritten();
    const startedAt = this.#now();
    const begin = performance.now();
    const output = engine.tryQueue(item, patience);
    const duration = performance.now() - begin;
    const made = this.#store.takeWritten();
    if ('lacking' in output) {
      for (const hash of made) this.#store.forget(hash);
      return { status: 'lacksPages', pages: output.lacking };
    }
    const written = packBlobs(this.#store, made);
    return transferred({ status: 'ran', output, written, startedAt, duration }, [written.bytes.buffer]);
  }
}

export interface RunRequest {
  item: QueueRunInput;
  /** The instrumented code, when this executor has not had it yet. */
  code: Uint8Array | undefined;
  /** What this executor lacks, as far as the sender knows. */
  blobs: PackedBlobs;
  /** What the sender has dropped. It must go first: only blobs that are new here are handed back. */
  forget: Hex[] | 'everything';
  /** For a run that touches pages which are not here. */
  patience: Patience;
}

export type RunAnswer =
  | {
      status: 'ran';
      output: QueueRunOutput;
      /** The blobs that the run made and that were not here before. */
      written: PackedBlobs;
      /** ms since the epoch, with fractions */
      startedAt: number;
      /** ms */
      duration: number;
    }
  | { status: 'lacks'; code: boolean; blobs: Hex[] }
  /** The run touched pages whose data is not here. It came to nothing and is to be repeated with them. */
  | { status: 'lacksPages'; pages: Hex[] };

// Loaded as the main module of a thread; a test may import the class alone.
if (!runsInNode || !process.getBuiltinModule('node:worker_threads').isMainThread) {
  serveWorker(ownPort(), new ExecutorService());
}
