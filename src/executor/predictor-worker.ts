import { createEngine } from '../engine/create-engine.ts';
import type { Engine, ReplyOutput } from '../engine/engine.ts';
import { blake2b256 } from '../protocol/hashes.ts';
import { actorId } from '../protocol/identifiers.ts';
import { AppError } from '../shared/app-error.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';
import { type AskStateParameters, askState } from './ask-state.ts';
import { BlobStore, type PackedBlobs, unpackBlobs } from './blob-store.ts';
import { type MessageOutcome, type PredictMessageParameters, predictMessage } from './predict-message.ts';
import { ownPort } from './threads.ts';
import { serveWorker } from './worker-port.ts';

/**
 * Runs messages on states of another chain, each in a block of its own on a chain with nothing but its program. What
 * it was given or made stays for the next prediction, until it takes too much room.
 */
export class PredictorService {
  readonly #store = new BlobStore();
  readonly #codes = new Set<Hex>();
  /** Chains that hold one program in one state, the latest used last. */
  readonly #chains = new Map<string, { stateHash: Hex; chain: Uint8Array }>();
  #engine: Engine | undefined;
  #module: WebAssembly.Module | undefined;
  /** A chain with nothing on it. */
  #empty: Uint8Array = new Uint8Array();
  #room = 0;

  /** @param room bytes that blobs may take before those of old states go */
  start(module: WebAssembly.Module, room: number): void {
    this.#module = module;
    this.#room = room;
    this.#renew();
  }

  /** @throws AppError `BLOB_FORGED`, `CODE_REFUSED`, `BROKEN_STATE`, `BAD_PROGRAM_EXPORT` */
  predict(request: PredictRequest): PredictAnswer<MessageOutcome> {
    return this.#run(request, () => {
      const outcome = predictMessage(this.#started(), request);
      if (outcome.status === 'predicted') this.#note(request, outcome.stateHashAfter);
      return outcome;
    });
  }

  /** @throws as {@link predict} */
  calculateReply(request: ReplyRequest): PredictAnswer<ReplyOutput> {
    return this.#run(request, () => askState(this.#started(), request));
  }

  #run<Outcome>(request: StateInHand, run: () => Outcome): PredictAnswer<Outcome> {
    const begin = performance.now();
    this.#takeIn(request);
    const lacks = this.#load(request);
    if (lacks) return { status: 'lacks', hashes: lacks };
    const outcome = run();
    this.#prune();
    return { status: 'done', outcome, duration: performance.now() - begin };
  }

  #takeIn({ codeId, given }: StateInHand): void {
    const arrived = new BlobStore();
    unpackBlobs(given, arrived);
    for (const hash of given.hashes) {
      const bytes = arrived.read(hash) as Uint8Array;
      if (bytesToHex(blake2b256(bytes)) !== hash) throw forged(hash);
      if (hash === codeId) this.#addCode(bytes);
      else this.#store.write(hash, bytes);
    }
  }

  #addCode(wasm: Uint8Array): void {
    if (this.#codes.size >= MAX_CODES) this.#renew();
    const result = this.#started().addCode(wasm);
    if (result.status === 'refused') throw refused(result.codeId, result.error);
    this.#codes.add(result.codeId);
  }

  /** Makes the program in its state the engine's chain. @returns what is missing for that */
  #load({ program, codeId, stateHash }: StateInHand): Hex[] | undefined {
    const engine = this.#started();
    const key = keyOf(program, codeId, stateHash);
    const known = this.#codes.has(codeId) ? this.#chains.get(key) : undefined;
    if (known) {
      engine.loadChain(known.chain);
    } else {
      const code = this.#codes.has(codeId) ? [] : [codeId];
      const lacks = [...code, ...engine.missingBlobs(stateHash)];
      if (lacks.length > 0) return lacks;
      engine.loadChain(this.#empty);
      engine.adoptProgram({ program: actorId(program), codeId, stateHash, later: 0 });
    }
    this.#note({ program, codeId }, stateHash);
    return undefined;
  }

  /** What the engine's chain holds can be the base of a prediction from now on. */
  #note({ program, codeId }: Pick<PredictRequest, 'program' | 'codeId'>, stateHash: Hex): void {
    const key = keyOf(program, codeId, stateHash);
    this.#chains.delete(key);
    this.#chains.set(key, { stateHash, chain: this.#started().saveChain() });
    for (const oldest of this.#chains.keys()) {
      if (this.#chains.size <= MAX_CHAINS) break;
      this.#chains.delete(oldest);
    }
  }

  /** Keeps the blobs of the latest states that fit into half of the room. */
  #prune(): void {
    const store = this.#store;
    if (store.size <= this.#room) return;
    const alive = new Set<Hex>();
    let size = 0;
    for (const [key, { stateHash }] of [...this.#chains].reverse()) {
      if (size > this.#room / 2) {
        this.#chains.delete(key);
        continue;
      }
      for (const hash of this.#started().reachableBlobs(stateHash)) {
        if (!alive.has(hash)) size += store.read(hash)?.length ?? 0;
        alive.add(hash);
      }
    }
    for (const hash of [...store.hashes()]) if (!alive.has(hash)) store.forget(hash);
  }

  /** An engine cannot forget a code, so a new one takes its place when it has too many. */
  #renew(): void {
    this.#engine = createEngine(this.#module as WebAssembly.Module, this.#store);
    this.#empty = this.#engine.saveChain();
    this.#codes.clear();
  }

  #started(): Engine {
    if (!this.#engine) throw new AppError({ code: 'NOT_STARTED', shortMessage: 'The predictor was not started' });
    return this.#engine;
  }
}

interface StateInHand {
  /** Address */
  program: Hex;
  codeId: Hex;
  stateHash: Hex;
  /** What was missing, the original code under its id. Not believed: hashed again. */
  given: PackedBlobs;
}

export interface PredictRequest extends PredictMessageParameters, StateInHand {}

export interface ReplyRequest extends AskStateParameters, StateInHand {}

export interface DoneAnswer<Outcome> {
  status: 'done';
  outcome: Outcome;
  /** ms, in the worker */
  duration: number;
}

export type PredictAnswer<Outcome> =
  | DoneAnswer<Outcome>
  /** Among them the code id, when it is the code. */
  | { status: 'lacks'; hashes: Hex[] };

const MAX_CODES = 32;
const MAX_CHAINS = 64;

function keyOf(program: Hex, codeId: Hex, stateHash: Hex): string {
  return `${program} ${codeId} ${stateHash}`;
}

function forged(hash: Hex): AppError {
  return new AppError({
    code: 'BLOB_FORGED',
    shortMessage: 'A part of a program’s state is not what its hash says',
    details: `Something else was given as ${hash}.`,
    hint: 'Ask another node.',
  });
}

function refused(codeId: Hex, error: string): AppError {
  return new AppError({
    code: 'CODE_REFUSED',
    shortMessage: 'The Gear runtime refuses the program’s code',
    details: `Code id ${codeId}: ${error}`,
  });
}

serveWorker(ownPort(), new PredictorService());
