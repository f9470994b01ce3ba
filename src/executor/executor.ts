import type { Engine, Patience, QueueRunInput, QueueRunOutput } from '../engine/engine.ts';
import { AppError } from '../shared/app-error.ts';
import type { Hex } from '../shared/hex.ts';
import { type BlobStore, noBlob, pack, unpackBlobs } from './blob-store.ts';
import type { PoolWorker } from './executor-pool.ts';
import type { ExecutorService, RunAnswer } from './executor-worker.ts';
import { KnownBlobs } from './known-blobs.ts';
import { runsInNode, startNodeThread, webWorkerPort } from './threads.ts';
import { connectWorker, type RemoteWorker } from './worker-port.ts';

/**
 * The coordinator's handle on one executor worker. It knows which codes and blobs the worker holds, so that a run
 * and what the worker lacks for it travel in one message: all but the data of pages. Which pages a run touches shows when
 * it runs: the worker then asks for those that it lacks, and the run is repeated with them.
 *
 * Invariant: when a run begins, the worker holds no blob that the coordinator's store does not hold. A run hands
 * back the blobs that are new to the worker; one that was only there would be lost.
 */
export class Executor implements PoolWorker {
  readonly index: number;
  readonly ready: Promise<unknown>;
  readonly #remote: RemoteWorker<ExecutorService>;
  readonly #codes = new Set<Hex>();
  readonly #known = new KnownBlobs();
  readonly #room: number;
  #toForget: Hex[] | 'everything' = [];
  #store: BlobStore | undefined;

  /** @param room bytes of blobs that the worker keeps for later runs */
  constructor(
    index: number,
    module: WebAssembly.Module,
    start: () => RemoteWorker<ExecutorService> = startExecutor,
    room = ROOM,
  ) {
    this.index = index;
    this.#room = room;
    this.#remote = start();
    this.ready = this.#remote.call('start', [module]);
  }

  /**
   * Runs one queue; what it wrote is in `store` afterwards.
   * @throws AppError `WORKER_DIED`, or `BLOB_LOST` when `store` itself lacks what the run needs
   */
  async runQueue(item: QueueRunInput, chain: Chain): Promise<QueueRun> {
    const { engine, store } = chain;
    this.#serve(store);
    this.#makeRoom();
    let blobs = this.#lackingForRun(item.stateHash, engine, store);
    let patience = FIRST_PATIENCE;
    const sent = new Set<Hex>();
    // Two attempts for what the worker forgot; a run that lacks pages comes to its end with more patience each time.
    for (let forgotten = 0; forgotten < 2; ) {
      const answer = await this.#attempt(item, patience, blobs, chain);
      if (answer.status === 'ran') {
        this.#codes.add(item.codeId);
        unpackBlobs(answer.written, store);
        answer.written.hashes.forEach((hash, index) => {
          this.#known.add(hash, answer.written.lengths[index] ?? 0);
        });
        const { output, startedAt, duration } = answer;
        return { item, output, executor: this.index, startedAt, duration };
      }
      if (answer.status === 'lacksPages') {
        this.#codes.add(item.codeId);
        for (const hash of answer.pages) if (!store.has(hash)) noBlob(hash);
        // What was sent and is lacking all the same is no page.
        if (answer.pages.every((hash) => sent.has(hash))) break;
        for (const hash of answer.pages) sent.add(hash);
        blobs = answer.pages;
        patience = more(patience);
        continue;
      }
      // The worker knows better what it has; this happens only if it forgot something.
      forgotten++;
      if (answer.code) this.#codes.delete(item.codeId);
      for (const hash of answer.blobs) this.#known.delete(hash);
      blobs = this.#lackingForRun(item.stateHash, engine, store);
    }
    throw new AppError({
      code: 'BLOB_LOST',
      shortMessage: `Executor ${this.index} lacks data of program ${item.program} although it was sent`,
    });
  }

  async #attempt(item: QueueRunInput, patience: Patience, hashes: Hex[], { engine, store }: Chain): Promise<RunAnswer> {
    const code = this.#codes.has(item.codeId) ? undefined : copyOf(engine.getInstrumentedCode(item.codeId));
    const blobs = pack(hashes, await store.load(hashes));
    hashes.forEach((hash, index) => {
      this.#known.add(hash, blobs.lengths[index] ?? 0);
    });
    const transfer = code ? [blobs.bytes.buffer, code.buffer] : [blobs.bytes.buffer];
    const forget = this.#toForget;
    this.#toForget = [];
    return this.#remote.call('run', [{ item, code, blobs, forget, patience }], transfer);
  }

  /** To be called with every blob that is dropped from the coordinator's store. */
  forget(hashes: Iterable<Hex>): void {
    for (const hash of hashes) {
      if (this.#known.delete(hash) && this.#toForget !== 'everything') this.#toForget.push(hash);
    }
  }

  /** Between runs: what the worker has had for longest goes when it has too much. It gets it again when a run needs it. */
  #makeRoom(): void {
    this.forget(this.#known.oldestAbove(this.#room));
  }

  terminate(): void {
    this.#remote.terminate();
  }

  onDeath(listener: () => void): void {
    this.#remote.onDeath(listener);
  }

  /** Another store is another chain. */
  #serve(store: BlobStore): void {
    if (this.#store === store) return;
    if (this.#store) this.#toForget = 'everything';
    this.#store = store;
    this.#known.clear();
  }

  // The walk over the state happens here, in the engine that has every blob, but with the worker's eyes; asking
  // the worker would cost a round trip for each level of the state's tree. Data of pages is not asked for: there may be
  // gigabytes of it, and which of it a run touches shows when it runs.
  #lackingForRun(stateHash: Hex, engine: Engine, store: BlobStore): Hex[] {
    const lacking: Hex[] = [];
    for (;;) {
      const missing = store.seenThrough(this.#known, () => engine.missingForRun(stateHash));
      if (missing.length === 0) return lacking;
      for (const hash of missing) {
        if (!store.has(hash)) noBlob(hash);
        // Its length is known when it is sent.
        this.#known.add(hash, 0);
        lacking.push(hash);
      }
    }
  }
}

const ROOM = 128 * 2 ** 20;

interface Chain {
  engine: Engine;
  store: BlobStore;
}

/** A first touch of a page costs about 0.1 Ggas: enough for some twenty pages, and no page is sent that is not touched. */
const FIRST_PATIENCE: Patience = { gas: 2_000_000_000n, ahead: 0 };

/** Each attempt may cost four times as much and fetches more of the neighbourhood, so that dense runs take few. */
function more({ gas, ahead }: Patience): Patience {
  return { gas: 4n * gas, ahead: 4 * ahead + 4 };
}

/** One queue run and where it ran. */
export interface QueueRun {
  item: QueueRunInput;
  output: QueueRunOutput;
  /** Index of the executor. */
  executor: number;
  /** ms since the epoch, with fractions */
  startedAt: number;
  /** ms, in the worker */
  duration: number;
}

/** Starts an executor worker: a Web Worker in a browser, a thread in Node. */
export function startExecutor(): RemoteWorker<ExecutorService> {
  return connectWorker<ExecutorService>(
    runsInNode
      ? startNodeThread('./executor-worker.ts', import.meta.url)
      : webWorkerPort(new Worker(new URL('./executor-worker.ts', import.meta.url), { type: 'module' })),
  );
}

function copyOf(bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> | undefined {
  return bytes && new Uint8Array(bytes);
}
