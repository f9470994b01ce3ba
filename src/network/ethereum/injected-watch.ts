import { isOutdated, VALIDITY_WINDOW } from '../../executor/injected-rules.ts';
import { checkReceipt, type SignedReceipt } from '../../protocol/receipt.ts';
import { AppError } from '../../shared/app-error.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import { replyCodeDebugText } from '../../shared/reply-code-debug-text.ts';
import type { MessageRecord, Reply } from '../network.ts';
import type { EthereumHistory } from './ethereum-history.ts';
import type { KnownMessage } from './known-message.ts';
import type { ValidatorApi } from './validator-api.ts';

/** ms for which a sender waits for the answer: most come as fast, and a page that goes on to draw before takes them in later. */
const MOMENT = 60;
/** Blocks beyond the window before an unanswered message is given up: a receipt may be on its way. */
const GRACE = 2;

/**
 * Follows injected messages from their sending to the validator's signed receipt, over lost connections and reloads.
 * Invariant: only a receipt that a validator of the Router signed makes a message pre-confirmed or dropped.
 */
export class InjectedWatch {
  readonly #parts: InjectedWatchParts;

  constructor(parts: InjectedWatchParts) {
    this.#parts = parts;
  }

  /**
   * Sends the transaction of a message that has its record already. What becomes of it is told by the record. Resolves when a validator has
   * it and a moment has passed, or its answer is there.
   */
  async send(id: Hex, transaction: unknown): Promise<void> {
    const { api, history } = this.#parts;
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    try {
      await api.sendAndWatch(transaction, {
        onReceipt: (receipt) => {
          answer();
          if (receipt instanceof AppError) this.#doubt(id, receipt.message);
          else void this.#take(id, receipt);
        },
        // The receipt is asked for when a validator is there again.
        onEnd: answer,
      });
      await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, MOMENT))]);
    } catch (error) {
      const { code, details, shortMessage } = AppError.revive(error);
      const why = code === 'VALIDATOR_REFUSED' ? (details ?? shortMessage) : undefined;
      if (why) history.update(id, { status: 'refused', reason: `The validator refused it: ${why}` });
      else this.#doubt(id, `${shortMessage}; whether it arrived shows when a validator answers again.`);
    }
    await history.save();
  }

  /** To be called when a validator is connected: receipts may have come while none was. */
  async ask(): Promise<void> {
    for (const { record } of this.#pending()) await this.#askFor(record.id);
    await this.#parts.history.save();
  }

  /** To be called with each new head: what no block can take up any more is refused. */
  async expire(height: number): Promise<void> {
    for (const { record, referenceHeight = 0 } of this.#pending()) {
      if (!isOutdated(referenceHeight + GRACE, height)) continue;
      const isAnswered = await this.#askFor(record.id);
      if (isAnswered !== false) continue;
      const reason = `No validator took it up within the ${VALIDITY_WINDOW} blocks for which it was valid.`;
      this.#parts.history.update(record.id, { status: 'refused', reason });
    }
  }

  #pending(): KnownMessage[] {
    const isPending = ({ route, status }: MessageRecord) =>
      route === 'injected' && (status === 'queued' || status === 'waiting');
    return [...this.#parts.history.messages()].filter(
      ({ record, referenceHeight }) => referenceHeight !== undefined && isPending(record),
    );
  }

  /** @returns whether there is a receipt; undefined when no validator tells */
  async #askFor(id: Hex): Promise<boolean | undefined> {
    let receipt: SignedReceipt | undefined;
    try {
      receipt = await this.#parts.api.receipt(id);
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
    if (receipt) await this.#take(id, receipt);
    return receipt !== undefined && this.#parts.history.message(id)?.record.status !== 'waiting';
  }

  async #take(id: Hex, receipt: SignedReceipt): Promise<void> {
    const { history } = this.#parts;
    const check = await this.#check(id, receipt);
    const record = history.message(id)?.record;
    if (!record) return;
    const isOpen = record.status === 'queued' || record.status === 'waiting';
    if ('Purged' in receipt.data) {
      const { reason } = receipt.data.Purged;
      if (check.verdict === 'invalid') this.#doubt(id, `A receipt says that it was dropped, but: ${check.problem}`);
      else if (isOpen) history.update(id, { status: 'refused', reason: PURGED[reason] });
    } else {
      const { payload, value, code } = receipt.data.Promise.reply;
      const codeText = replyCodeDebugText(code);
      const reply: Reply = { payload: hexToBytes(payload), value: BigInt(value), code, codeText };
      const at = Date.now();
      const preConfirmation = {
        reply,
        validator: receipt.address,
        verdict: check.verdict,
        ...(check.verdict === 'invalid' && { problem: check.problem }),
        at,
      };
      const isFirst = isOpen && check.verdict === 'valid';
      const confirmed = isFirst && { status: 'preConfirmed' as const, preConfirmedAt: at, reply };
      const notes = isFirst ? { preConfirmedHeight: this.#parts.height() } : {};
      history.update(id, { preConfirmation, ...confirmed }, notes);
    }
    await history.save();
  }

  /** The Router's validators may have changed since they were asked for: a stranger is looked up once more. */
  async #check(id: Hex, receipt: SignedReceipt) {
    const check = checkReceipt(receipt, id, await this.#parts.validators());
    return check.verdict === 'valid' ? check : checkReceipt(receipt, id, await this.#parts.validators(true));
  }

  #doubt(id: Hex, reason: string): void {
    const status = this.#parts.history.message(id)?.record.status;
    if (status === 'queued' || status === 'waiting') this.#parts.history.update(id, { status: 'waiting', reason });
  }
}

const PURGED = {
  Outdated: 'The validators dropped it: its reference block is too old.',
  UnknownReferenceBlock: 'The validators dropped it: they do not know its reference block.',
  NonZeroValue: 'The validators dropped it: an injected message cannot carry value.',
};

export interface InjectedWatchParts {
  api: ValidatorApi;
  history: EthereumHistory;
  validators(fresh?: boolean): Promise<Hex[]>;
  /** Of Ethereum's newest block. */
  height(): number;
}
