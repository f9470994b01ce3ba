import { encodeEventTopics, getAbiItem } from 'viem';
import type { ProgramStateHead } from '../../protocol/program-state.ts';
import { AppError } from '../../shared/app-error.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import type { CommittedTransition, LogPlace } from './apply-logs.ts';
import { bookBalances } from './book-balances.ts';
import type { TransactionLogs } from './chain-logs.ts';
import { mirrorAbi } from './contracts.ts';
import type { EthereumClient } from './ethereum-client.ts';
import type { EthereumHistory } from './ethereum-history.ts';
import type { KnownProgram } from './known-program.ts';
import { settleTransition } from './settle.ts';
import type { StateReader } from './state-reader.ts';
import type { ValidatorApi } from './validator-api.ts';

const [STATE_CHANGED] = encodeEventTopics({ abi: [getAbiItem({ abi: mirrorAbi, name: 'StateChanged' })] });

/** Takes over what a transaction committed: transitions of programs, codes, validators. */
export class Settler {
  readonly #parts: SettlerParts;
  #committedHeight = 0;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
  }

  async apply(
    { router, transaction }: TransactionLogs,
    place: LogPlace,
    transitions: CommittedTransition[],
  ): Promise<void> {
    const { history } = this.#parts;
    let isCommit = false;
    for (const event of router) {
      if (event.eventName === 'MBCommitted') isCommit = true;
      if (event.eventName === 'EBCommitted') await this.#noteCommittedBlock(event.args.ethBlockHash);
      if (event.eventName === 'CodeGotValidated') this.#parts.onCode(event.args.codeId, event.args.valid);
      if (event.eventName === 'ValidatorsCommittedForEra') this.#parts.onValidators();
    }
    for (const transition of transitions) {
      await this.#noteStrangers(transition, place);
      const { program, stateHash = program.stateHash } = transition;
      const isBooked = program.booked.stateHash === program.stateHash;
      const [before, after] = await Promise.all([this.#head(program.stateHash), this.#head(stateHash)]);
      const alone = transitions.length === 1 && (await this.#isAlone(transaction, program.program));
      const committedHeight = this.#committedHeight;
      settleTransition(history, transition, {
        place,
        committedHeight,
        before,
        after,
        alone: alone && (isBooked || program.ran !== null),
      });
      if (after) bookBalances(history, program, { place, after, committedHeight });
      this.#parts.onProgram(program);
    }
    if (isCommit) this.#settleSilent(place);
  }

  /** Books what could not be read before; to be called when a validator is there again. */
  async bookLate(place: LogPlace): Promise<void> {
    for (const program of this.#parts.history.programs.values()) {
      if (program.booked.stateHash === program.stateHash) continue;
      const after = await this.#head(program.stateHash);
      if (!after) continue;
      bookBalances(this.#parts.history, program, { place, after, committedHeight: this.#committedHeight });
      this.#parts.onProgram(program);
    }
  }

  async #noteCommittedBlock(hash: Hex): Promise<void> {
    const { number } = await this.#parts.client.getBlock({ blockHash: hash });
    this.#committedHeight = Number(number);
  }

  /** Some injected messages end without a reply on Ethereum, such as a cheap panic: they are settled with all before them. */
  #settleSilent({ transaction, block, at }: LogPlace): void {
    const { history } = this.#parts;
    for (const { record, preConfirmedHeight = Number.POSITIVE_INFINITY } of [...history.messages()]) {
      if (record.status !== 'preConfirmed' || preConfirmedHeight >= this.#committedHeight) continue;
      const settlement = { transaction };
      history.update(record.id, { status: 'settled', settledAt: at, settledBlock: block, settlement });
    }
  }

  /** Injected messages of others show on Ethereum by their replies alone; the validator has the rest of them. */
  async #noteStrangers({ program: { program }, results }: CommittedTransition, { at }: LogPlace): Promise<void> {
    const { history, api } = this.#parts;
    for (const event of results) {
      if (event.eventName !== 'Reply' || history.message(event.args.replyTo)) continue;
      const id = event.args.replyTo;
      const found = await orUndefined(api.transaction(id));
      if (found?.transaction.destination !== program) continue;
      const { payload, value } = found.transaction;
      const message = { id, program, source: found.source, payload: hexToBytes(payload), value };
      history.set({ record: { ...message, route: 'injected', status: 'queued', sentAt: at, outgoing: [] } });
    }
  }

  async #isAlone(transaction: Hex, program: Hex): Promise<boolean> {
    const { logs } = await this.#parts.client.getTransactionReceipt({ hash: transaction });
    return logs.every(({ topics, address }) => topics[0] !== STATE_CHANGED || address.toLowerCase() === program);
  }

  #head(stateHash: Hex): Promise<ProgramStateHead | undefined> {
    return orUndefined(this.#parts.states.head(stateHash));
  }
}

export interface SettlerParts {
  client: EthereumClient;
  history: EthereumHistory;
  states: StateReader;
  api: ValidatorApi;
  onCode(codeId: Hex, valid: boolean): void;
  onValidators(): void;
  onProgram(program: KnownProgram): void;
}

/** What a validator does not tell is left unknown; the network's status says that it does not answer. */
async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
