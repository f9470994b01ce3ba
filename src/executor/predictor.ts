import type { ReplyOutput } from '../engine/engine.ts';
import { AppError } from '../shared/app-error.ts';
import type { Hex } from '../shared/hex.ts';
import { BlobStore, packBlobs } from './blob-store.ts';
import { ExecutorPool, type PoolWorker } from './executor-pool.ts';
import type { MessageOutcome, MessageToPredict, TopUpToPredict } from './predict-message.ts';
import type { DoneAnswer, PredictAnswer, PredictorService, PredictRequest, ReplyRequest } from './predictor-worker.ts';
import { runsInNode, startNodeThread, webWorkerPort } from './threads.ts';
import { connectWorker, type RemoteWorker } from './worker-port.ts';

/**
 * Says what will come of a message before the network does: it runs the message here, on the program's state as the
 * network has it, with the same runtime. One engine in a thread of its own; predictions run one by one.
 *
 * The chain of a prediction holds nothing but the program. A message to another program is taken for one to a user
 * and not answered; {@link Prediction.isComplete} tells. Parts of states are loaded once and kept, and the state that
 * a prediction ends with can be the base of the next one, with nothing loaded.
 *
 * @example
 * const predictor = new Predictor({ module });
 * await predictor.predict({ program, codeId, stateHash, load: (hash) => node.getBlob(hash), message, height, timestamp });
 */
export class Predictor {
  readonly #pool: ExecutorPool<PredictorWorker>;

  constructor({ module, room = ROOM }: PredictorParameters) {
    this.#pool = new ExecutorPool({ size: 1, start: () => new PredictorWorker(module, room), runTimeout: 60_000 });
  }

  /**
   * @throws what `load` throws; AppError `BLOB_FORGED`, `CODE_REFUSED`, `BROKEN_STATE`, `BAD_PROGRAM_EXPORT` when
   *   what it gives is not the program's code or state, `STATE_TOO_LARGE`, `EXECUTORS_DIED`, `POOL_TERMINATED`
   */
  async predict({ load, isProgram = () => false, ...request }: PredictParameters): Promise<Prediction> {
    const answer = await this.#ask(request.program, load, (worker, given) => worker.predict(request, given));
    return { ...answer.outcome, ...about(answer, isProgram) };
  }

  /**
   * What the program would answer in a state; nothing of it stays, and it needs no Executable Balance.
   * @throws as {@link predict}
   */
  async calculateReply({ load, ...question }: AskParameters): Promise<ReplyOutput> {
    const ask = (worker: PredictorWorker, given: BlobStore) => worker.calculateReply(question, given);
    return (await this.#ask(question.program, load, ask)).outcome;
  }

  /** Asks again with what was missing, until nothing is. */
  async #ask<Outcome>(
    program: Hex,
    load: PredictParameters['load'],
    ask: (worker: PredictorWorker, given: BlobStore) => Promise<PredictAnswer<Outcome>>,
  ): Promise<DoneAnswer<Outcome>> {
    let given = new BlobStore();
    let asked = 0;
    let size = 0;
    for (;;) {
      const answer = await this.#pool.run(program, (worker) => ask(worker, given));
      if (answer.status === 'done') return answer;
      // A worker that died in between lacks everything again, so more may be asked for than the state has.
      asked += answer.hashes.length;
      if (asked > MAX_BLOBS || size > MAX_SIZE) throw tooLarge();
      given = await loadAll(answer.hashes, load);
      size += given.size;
    }
  }

  terminate(): void {
    this.#pool.terminate();
  }
}

export interface PredictorParameters {
  /** The compiled engine (public/engine/engine.wasm). */
  module: WebAssembly.Module | Promise<WebAssembly.Module>;
  /** Bytes that parts of states may take before old ones go; 128 MiB when absent. */
  room?: number;
}

export interface PredictParameters {
  /** Address */
  program: Hex;
  codeId: Hex;
  /** The state that the message will meet. */
  stateHash: Hex;
  /** What reaches the program before the message and is not in that state yet. */
  topUps?: TopUpToPredict[];
  /** Gives bytes by their blake2b-256: parts of the state, and the original code by its id. Several at a time. */
  load(hash: Hex): Promise<Uint8Array>;
  message: MessageToPredict;
  /** Of the block that will run it. */
  height: number;
  /** Seconds since the epoch of that block. */
  timestamp: number;
  /** Whether there is a program at an address; without it, none but this one counts as known. */
  isProgram?(address: Hex): boolean;
}

/** A query and the state that is asked; `source` is an address, `value` in wei, `timestamp` in seconds. */
export interface AskParameters extends Omit<ReplyRequest, 'given'> {
  load: PredictParameters['load'];
}

export type Prediction = MessageOutcome & {
  /**
   * False when the message made the program send to other programs: what they answer in the same block is not in
   * the prediction, nor is its state hash right then.
   */
  isComplete: boolean;
  /** ms that it took in the thread, without loading */
  duration: number;
};

const ROOM = 128 * 1024 * 1024;
const MAX_BLOBS = 50_000;
const MAX_SIZE = 256 * 1024 * 1024;
const LOADED_AT_ONCE = 16;

class PredictorWorker implements PoolWorker {
  readonly ready: Promise<unknown>;
  readonly #remote: RemoteWorker<PredictorService> = startPredictor();

  constructor(module: PredictorParameters['module'], room: number) {
    this.ready = Promise.resolve(module).then((module) => this.#remote.call('start', [module, room]));
  }

  predict(request: Omit<PredictRequest, 'given'>, blobs: BlobStore): Promise<PredictAnswer<MessageOutcome>> {
    const given = packBlobs(blobs, [...blobs.hashes()]);
    return this.#remote.call('predict', [{ ...request, given }], [given.bytes.buffer]);
  }

  calculateReply(request: Omit<ReplyRequest, 'given'>, blobs: BlobStore): Promise<PredictAnswer<ReplyOutput>> {
    const given = packBlobs(blobs, [...blobs.hashes()]);
    return this.#remote.call('calculateReply', [{ ...request, given }], [given.bytes.buffer]);
  }

  terminate(): void {
    this.#remote.terminate();
  }

  onDeath(listener: () => void): void {
    this.#remote.onDeath(listener);
  }
}

function startPredictor(): RemoteWorker<PredictorService> {
  return connectWorker<PredictorService>(
    runsInNode
      ? startNodeThread('./predictor-worker.ts', import.meta.url)
      : webWorkerPort(new Worker(new URL('./predictor-worker.ts', import.meta.url), { type: 'module' })),
  );
}

function about({ outcome, duration }: DoneAnswer<MessageOutcome>, isProgram: (address: Hex) => boolean) {
  const sent = outcome.status === 'predicted' ? outcome.outgoing : [];
  return { duration, isComplete: !sent.some(({ destination }) => isProgram(destination)) };
}

async function loadAll(hashes: Hex[], load: PredictParameters['load']): Promise<BlobStore> {
  const store = new BlobStore();
  const queue = [...hashes];
  const loadInTurn = async () => {
    for (let hash = queue.shift(); hash; hash = queue.shift()) store.write(hash, await load(hash));
  };
  await Promise.all(Array.from({ length: LOADED_AT_ONCE }, loadInTurn));
  return store;
}

function tooLarge(): AppError {
  return new AppError({
    code: 'STATE_TOO_LARGE',
    shortMessage: 'The program’s state is too large to be loaded for a prediction',
    details: `It has more than ${MAX_BLOBS} parts or ${MAX_SIZE} bytes.`,
    hint: 'The message itself is not concerned: it can be sent without a prediction.',
  });
}
