import type { MessageToPredict, TopUpToPredict } from '../../executor/predict-message.ts';
import type { PredictParameters } from '../../executor/predictor.ts';
import { canonicalMessageId } from '../../protocol/identifiers.ts';
import type { InjectedTransaction } from '../../protocol/injected-transaction.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord, Prediction } from '../network.ts';
import { mirrorAbi } from './contracts.ts';
import { type EthereumContext, latestStateHash, programAt } from './ethereum-context.ts';
import { type MessagePredictor, predictForBlocks } from './predict-for-blocks.ts';

/** A message that is about to be sent. */
export interface MessageInHand {
  program: Hex;
  /** Address */
  source: Hex;
  payload: Uint8Array;
  value: bigint;
  callReply?: boolean;
  /** For an injected message. */
  transaction?: InjectedTransaction;
}

/**
 * The first lane: what messages will do, by a run here on the latest state that is known, while the wallet is still asking.
 *
 * Ethereum's state lags behind what was sent, so own messages build on each other: a prediction starts at the state that the
 * one before ends with, as long as the Mirror's state is one that this chain went through. Top-ups on their way are counted
 * in; any other message on its way to the program makes its state unknown, and a prediction unavailable.
 */
export class Predictions {
  readonly #context: EthereumContext;
  readonly #predictor: MessagePredictor | undefined;
  readonly #chains = new Map<Hex, PredictedChain>();
  /** How the latest predictions were made, by their promises and then by message. */
  readonly #requests = new WeakMap<Promise<Prediction>, PredictParameters>();
  readonly #attached = new Map<Hex, PredictParameters>();

  constructor({ context, predictor }: { context: EthereumContext; predictor: MessagePredictor | undefined }) {
    this.#context = context;
    this.#predictor = predictor;
  }

  /** Begins to predict; undefined when there is nobody to do it. Never rejects. */
  start(message: MessageInHand): Promise<Prediction> | undefined {
    const predictor = this.#predictor;
    if (!predictor) return undefined;
    let made: PredictParameters | undefined;
    const prediction = this.#predict(predictor, message, (request) => {
      made = request;
    }).catch((error): Prediction => {
      const { shortMessage, details } = AppError.revive(error);
      return { status: 'unavailable', reason: details ? `${shortMessage}: ${details}` : `${shortMessage}.` };
    });
    void prediction.then(() => made && this.#requests.set(prediction, made));
    return prediction;
  }

  /** Notes the prediction of a message that was sent, in its record as soon as it is there. */
  attach(id: Hex, program: Hex, prediction: Promise<Prediction> | undefined): void {
    if (!prediction) return;
    const chain = this.#chains.get(program);
    if (chain) {
      chain.messages.push(id);
      chain.tip = prediction.then((made) => {
        if (made.status !== 'predicted') return undefined;
        chain.states.add(made.stateHashAfter);
        return made.stateHashAfter;
      });
    }
    void prediction.then((made) => {
      const request = this.#requests.get(prediction);
      if (request) remember(this.#attached, id, request);
      this.#context.history.update(id, { prediction: made });
      return this.#context.history.save();
    });
  }

  /**
   * To be called when a message's record has changed. A state names heights, so a prediction for another block than the one
   * that the message ran in has another hash, and says nothing against the network: it is made again for the blocks in
   * question, and what stands in the record then can be compared to the bit.
   */
  async recheck({ id, prediction, execution }: MessageRecord): Promise<void> {
    const request = this.#attached.get(id);
    if (!request || !this.#predictor || prediction?.status !== 'predicted' || !execution) return;
    this.#attached.delete(id);
    if (prediction.stateHashAfter === execution.stateHashAfter) return;
    const again = await predictForBlocks(
      this.#predictor,
      { ...request, stateHash: execution.stateHashBefore },
      { client: this.#context.client, last: execution.height, wanted: execution.stateHashAfter },
    );
    if (!again) return;
    this.#context.history.update(id, { prediction: { ...prediction, ...again } });
    await this.#context.history.save();
  }

  close(): void {
    this.#predictor?.terminate();
  }

  async #predict(
    predictor: MessagePredictor,
    message: MessageInHand,
    onRequest: (request: PredictParameters) => void,
  ): Promise<Prediction> {
    const { client, api, history, preset } = this.#context;
    const { program, codeId } = await programAt(this.#context, message.program);
    const [head, stateHashBefore] = await Promise.all([client.getBlock(), this.#baseOf(program)]);
    if (!stateHashBefore) return { status: 'unavailable', reason: BEFORE_IT };
    if (this.#isStrangerUnderWay(program)) return { status: 'unavailable', reason: UNDER_WAY };
    const { topUps, upTo } = this.#topUpsSince(program, stateHashBefore);
    const { blockTime } = preset;
    const later = message.transaction ? 0 : 1;
    const height = Number(head.number) + later;
    const request: PredictParameters = {
      program,
      codeId,
      stateHash: stateHashBefore,
      topUps,
      load: async (hash) => {
        const blob = await api.blob(hash);
        if (blob) return blob;
        const details = 'The validator does not tell the program’s state.';
        throw new AppError({ code: 'STATE_UNREADABLE', shortMessage: 'The state is not known', details });
      },
      message: await this.#named(message),
      height,
      timestamp: Number(head.timestamp) + later * Math.ceil(blockTime),
      isProgram: (address) => history.programs.has(address),
    };
    onRequest(request);
    const predicted = await predictor.predict(request);
    if (predicted.status === 'unavailable') return { status: 'unavailable', reason: predicted.reason };
    if (!predicted.isComplete) return { status: 'unavailable', reason: TALKS_TO_OTHERS };
    const { reply, gasBurned, stateHashAfter, duration } = predicted;
    const states = { stateHashBefore, stateHashAfter };
    this.#chains.get(program)?.toppedUpTo.set(stateHashAfter, upTo);
    return { status: 'predicted', gasBurned, ...states, height, at: Date.now(), duration, ...(reply && { reply }) };
  }

  /** The state that the message will meet, as far as it is known here. */
  async #baseOf(program: Hex): Promise<Hex | undefined> {
    const stateHash = await latestStateHash(this.#context, program);
    const chain = this.#chains.get(program);
    const isRefused = (id: Hex) => this.#context.history.message(id)?.record.status === 'refused';
    if (chain?.states.has(stateHash) && !chain.messages.some(isRefused)) return chain.tip;
    const tip = Promise.resolve(stateHash);
    this.#chains.set(program, { states: new Set([stateHash]), messages: [], tip, toppedUpTo: new Map() });
    return stateHash;
  }

  /** Whether a message that is not of the chain waits for its settlement. */
  #isStrangerUnderWay(program: Hex): boolean {
    const { queued = [] } = this.#context.history.programs.get(program) ?? {};
    const own = this.#chains.get(program)?.messages ?? [];
    return queued.some(({ id }) => !own.includes(id));
  }

  /** Top-ups on their way that state `stateHash` does not contain; `upTo`: Ethereum's height until which they are known. */
  #topUpsSince(program: Hex, stateHash: Hex): { topUps: TopUpToPredict[]; upTo: number } {
    const { topUps = [] } = this.#context.history.programs.get(program) ?? {};
    const from = this.#chains.get(program)?.toppedUpTo.get(stateHash) ?? -1;
    const fresh = topUps.filter(({ settled, block }) => !settled && block > from);
    return {
      topUps: fresh.map(({ kind, amount }) => ({ type: kind === 'topUp' ? kind : 'ownedTopUp', value: amount })),
      upTo: Math.max(from, ...fresh.map(({ block }) => block)),
    };
  }

  async #named({ program, transaction, ...message }: MessageInHand): Promise<MessageToPredict> {
    if (transaction) {
      const { salt, referenceBlock } = transaction;
      return { ...message, route: 'injected', salt, referenceBlock };
    }
    const nonce = await this.#context.client.readContract({ address: program, abi: mirrorAbi, functionName: 'nonce' });
    return { ...message, route: 'canonical', id: canonicalMessageId(program, nonce) };
  }
}

/** Requests are kept until their message is settled; of those that never are, the oldest go. */
function remember(requests: Map<Hex, PredictParameters>, id: Hex, request: PredictParameters): void {
  requests.set(id, request);
  const [oldest] = requests.keys();
  if (requests.size > MAX_REQUESTS && oldest) requests.delete(oldest);
}

const MAX_REQUESTS = 100;

interface PredictedChain {
  /** Those that it went through, the Mirror's at its beginning first. */
  states: Set<Hex>;
  messages: Hex[];
  /** Ethereum's height until which top-ups are in a predicted state. */
  toppedUpTo: Map<Hex, number>;
  /** The state after the latest; undefined when that could not be predicted. */
  tip: Promise<Hex | undefined>;
}

const BEFORE_IT = 'A message before it could not be predicted, so the state that it meets is not known yet.';
const UNDER_WAY = 'Another message is on its way to the program, so the state that it meets is not known yet.';
const TALKS_TO_OTHERS = 'The message makes the program send to other programs, whose answers are not predicted.';
