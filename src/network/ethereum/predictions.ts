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
  /** How the predictions of messages that are not settled yet were made, the oldest first. */
  readonly #requests = new Map<Hex, PredictParameters>();

  constructor({ context, predictor }: { context: EthereumContext; predictor: MessagePredictor | undefined }) {
    this.#context = context;
    this.#predictor = predictor;
  }

  /** Begins to predict; undefined when there is nobody to do it. Never rejects. */
  start(message: MessageInHand): Promise<MadePrediction> | undefined {
    if (!this.#predictor) return undefined;
    return this.#predict(this.#predictor, message).catch((error) => {
      const { shortMessage, details } = AppError.revive(error);
      return unavailable(details ? `${shortMessage}: ${details}` : `${shortMessage}.`);
    });
  }

  /** Notes the prediction of a message that was sent, in its record as soon as it is there. */
  attach(id: Hex, program: Hex, making: Promise<MadePrediction> | undefined): void {
    if (!making) return;
    const chain = this.#chains.get(program);
    if (chain) {
      chain.messages.push(id);
      chain.tip = making.then(({ prediction }) => {
        if (prediction.status !== 'predicted') return undefined;
        chain.states.add(prediction.stateHashAfter);
        return prediction.stateHashAfter;
      });
    }
    void making.then(({ prediction, request }) => {
      if (request) this.#remember(id, request);
      this.#context.history.update(id, { prediction });
      return this.#context.history.save();
    });
  }

  /**
   * To be called when a message's record has changed. A state names heights, so a prediction for another block than the one
   * that the message ran in has another hash, and says nothing against the network: it is made again for the blocks in
   * question, and what stands in the record then can be compared to the bit.
   */
  async recheck({ id, prediction, execution }: MessageRecord): Promise<void> {
    const request = this.#requests.get(id);
    if (!request || !this.#predictor || prediction?.status !== 'predicted' || !execution) return;
    this.#requests.delete(id);
    if (prediction.stateHashAfter === execution.stateHashAfter) return;
    // Another base is one that Ethereum has settled meanwhile, with the top-ups in it.
    const { stateHashBefore } = execution;
    const topUps = request.stateHash === stateHashBefore ? (request.topUps ?? []) : [];
    const again = await predictForBlocks(
      this.#predictor,
      { ...request, stateHash: stateHashBefore, topUps },
      { client: this.#context.client, last: execution.height, wanted: execution.stateHashAfter },
    );
    if (!again) return;
    this.#context.history.update(id, { prediction: { ...prediction, ...again } });
    await this.#context.history.save();
  }

  close(): void {
    this.#predictor?.terminate();
  }

  #remember(id: Hex, request: PredictParameters): void {
    this.#requests.set(id, request);
    const [oldest] = this.#requests.keys();
    if (this.#requests.size > MAX_REQUESTS && oldest) this.#requests.delete(oldest);
  }

  async #predict(predictor: MessagePredictor, message: MessageInHand): Promise<MadePrediction> {
    const { client, api, history, preset } = this.#context;
    const { program, codeId } = await programAt(this.#context, message.program);
    const [head, stateHashBefore] = await Promise.all([client.getBlock(), this.#baseOf(program)]);
    if (!stateHashBefore) return unavailable(BEFORE_IT);
    if (this.#isStrangerUnderWay(program)) return unavailable(UNDER_WAY);
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
    const predicted = await predictor.predict(request);
    if (predicted.status === 'unavailable') return unavailable(predicted.reason);
    if (!predicted.isComplete) return unavailable(TALKS_TO_OTHERS);
    const { reply, gasBurned, stateHashAfter, duration } = predicted;
    const states = { stateHashBefore, stateHashAfter };
    this.#chains.get(program)?.toppedUpTo.set(stateHashAfter, upTo);
    const told = { gasBurned, ...states, height, at: Date.now(), duration, ...(reply && { reply }) };
    return { prediction: { status: 'predicted', ...told }, request };
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
      topUps: fresh.map(({ kind, amount }) => ({ type: kind === 'freeTopUp' ? 'ownedTopUp' : 'topUp', value: amount })),
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

/** Of requests whose messages are never settled, the oldest go. */
const MAX_REQUESTS = 100;

/** `request`: how it was made; absent when none could be made. */
interface MadePrediction {
  prediction: Prediction;
  request?: PredictParameters;
}

function unavailable(reason: string): MadePrediction {
  return { prediction: { status: 'unavailable', reason } };
}

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
