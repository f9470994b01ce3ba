import type { MessageToPredict } from '../../executor/predict-message.ts';
import type { Predictor } from '../../executor/predictor.ts';
import { canonicalMessageId } from '../../protocol/identifiers.ts';
import type { InjectedTransaction } from '../../protocol/injected-transaction.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { Prediction } from '../network.ts';
import { mirrorAbi } from './contracts.ts';
import { type EthereumContext, latestStateHash, programAt } from './ethereum-context.ts';

export type MessagePredictor = Pick<Predictor, 'predict' | 'terminate'>;

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
 * one before ends with, as long as the Mirror's state is one that this chain went through. What else is on its way to the
 * program makes its state unknown, and a prediction unavailable.
 */
export class Predictions {
  readonly #context: EthereumContext;
  readonly #predictor: MessagePredictor | undefined;
  readonly #chains = new Map<Hex, PredictedChain>();

  constructor({ context, predictor }: { context: EthereumContext; predictor: MessagePredictor | undefined }) {
    this.#context = context;
    this.#predictor = predictor;
  }

  /** Begins to predict; undefined when there is nobody to do it. Never rejects. */
  start(message: MessageInHand): Promise<Prediction> | undefined {
    const predictor = this.#predictor;
    if (!predictor) return undefined;
    return this.#predict(predictor, message).catch((error): Prediction => {
      const { shortMessage, details } = AppError.revive(error);
      return { status: 'unavailable', reason: details ? `${shortMessage}: ${details}` : `${shortMessage}.` };
    });
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
    void prediction.then((prediction) => {
      this.#context.history.update(id, { prediction });
      return this.#context.history.save();
    });
  }

  close(): void {
    this.#predictor?.terminate();
  }

  async #predict(predictor: MessagePredictor, message: MessageInHand): Promise<Prediction> {
    const { client, api, history, preset } = this.#context;
    const { program, codeId } = await programAt(this.#context, message.program);
    const [head, stateHashBefore] = await Promise.all([client.getBlock(), this.#baseOf(program)]);
    if (!stateHashBefore) return { status: 'unavailable', reason: BEFORE_IT };
    if (this.#isStrangerUnderWay(program)) return { status: 'unavailable', reason: UNDER_WAY };
    const { blockTime } = preset;
    const later = message.transaction ? 0 : 1;
    const height = Number(head.number) + later;
    const predicted = await predictor.predict({
      program,
      codeId,
      stateHash: stateHashBefore,
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
    });
    if (predicted.status === 'unavailable') return { status: 'unavailable', reason: predicted.reason };
    if (!predicted.isComplete) return { status: 'unavailable', reason: TALKS_TO_OTHERS };
    const { reply, gasBurned, stateHashAfter, duration } = predicted;
    const states = { stateHashBefore, stateHashAfter };
    return { status: 'predicted', gasBurned, ...states, height, at: Date.now(), duration, ...(reply && { reply }) };
  }

  /** The state that the message will meet, as far as it is known here. */
  async #baseOf(program: Hex): Promise<Hex | undefined> {
    const stateHash = await latestStateHash(this.#context, program);
    const chain = this.#chains.get(program);
    const isRefused = (id: Hex) => this.#context.history.message(id)?.record.status === 'refused';
    if (chain?.states.has(stateHash) && !chain.messages.some(isRefused)) return chain.tip;
    this.#chains.set(program, { states: new Set([stateHash]), messages: [], tip: Promise.resolve(stateHash) });
    return stateHash;
  }

  /** Whether a top-up or a message that is not of the chain waits for its settlement. */
  #isStrangerUnderWay(program: Hex): boolean {
    const { topUps = [], queued = [] } = this.#context.history.programs.get(program) ?? {};
    const own = this.#chains.get(program)?.messages ?? [];
    return topUps.length > 0 || queued.some(({ id }) => !own.includes(id));
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

interface PredictedChain {
  /** Those that it went through, the Mirror's at its beginning first. */
  states: Set<Hex>;
  messages: Hex[];
  /** The state after the latest; undefined when that could not be predicted. */
  tip: Promise<Hex | undefined>;
}

const BEFORE_IT = 'A message before it could not be predicted, so the state that it meets is not known yet.';
const UNDER_WAY =
  'A top-up or another message is on its way to the program, so the state that it meets is not known yet.';
const TALKS_TO_OTHERS = 'The message makes the program send to other programs, whose answers are not predicted.';
