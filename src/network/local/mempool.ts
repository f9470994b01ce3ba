import {
  ENVELOPE_SIZE,
  isOutdated,
  MAX_SIZE_PER_BLOCK,
  MIN_EXECUTABLE_BALANCE,
  obstacleOf,
  type Recipient,
  refusalOf,
  VALIDITY_WINDOW,
} from '../../executor/injected-rules.ts';
import type { Hex } from '../../shared/hex.ts';

/**
 * Injected transactions on their way to the executors, under the rules of a node of release 2.0.0: some are
 * refused at the door; one whose program cannot take it up now waits, and is refused when its reference block
 * has become too old.
 */
export class Mempool {
  #transactions: PooledTransaction[];

  constructor(transactions: PooledTransaction[] = []) {
    this.#transactions = transactions;
  }

  /** In order of arrival. */
  get transactions(): readonly PooledTransaction[] {
    return this.#transactions;
  }

  /** Lets a transaction in, or says why not. */
  insert(transaction: PooledTransaction, height: number): string | undefined {
    const refusal = refusalAtTheDoor(transaction, height);
    if (!refusal) this.#transactions.push(transaction);
    return refusal;
  }

  /**
   * Looks at every transaction with the programs as they are now. Those that are ready (as many as fit into a
   * block) and those refused leave the pool.
   */
  review(height: number, recipient: (program: Hex) => Recipient | undefined): Review {
    const review: Review = { ready: [], waiting: [], refused: [] };
    let room = MAX_SIZE_PER_BLOCK;
    this.#transactions = this.#transactions.filter((transaction) => {
      if (isOutdated(transaction.referenceHeight, height)) {
        review.refused.push({ transaction, reason: OUTDATED });
        return false;
      }
      const reason = reasonToWait(transaction, recipient(transaction.program));
      if (reason) {
        review.waiting.push({ transaction, reason });
        return true;
      }
      room -= sizeOf(transaction) + ENVELOPE_SIZE;
      if (room < 0) return true;
      review.ready.push(transaction);
      return false;
    });
    return review;
  }
}

export interface PooledTransaction {
  id: Hex;
  /** Address */
  program: Hex;
  /** Address */
  source: Hex;
  payload: Hex;
  /** wei */
  value: bigint;
  salt: Hex;
  referenceBlock: Hex;
  referenceHeight: number;
}

export interface Review {
  ready: PooledTransaction[];
  waiting: { transaction: PooledTransaction; reason: string }[];
  refused: { transaction: PooledTransaction; reason: string }[];
}

const OUTDATED =
  `The message was not taken up within ${VALIDITY_WINDOW} blocks of its reference block and is outdated. ` +
  'Send it again when the program can take it.';

function refusalAtTheDoor(transaction: PooledTransaction, height: number): string | undefined {
  const refusal = refusalOf({ value: transaction.value, size: sizeOf(transaction) });
  if (refusal) return refusal;
  return isOutdated(transaction.referenceHeight, height) ? OUTDATED : undefined;
}

function reasonToWait(
  { program, referenceHeight }: PooledTransaction,
  recipient: Recipient | undefined,
): string | undefined {
  const until = `Otherwise it is dropped at block ${referenceHeight + VALIDITY_WINDOW}.`;
  switch (obstacleOf(recipient)) {
    case 'unknownProgram':
      return `Waiting for a program at ${program}: there is none. ${until}`;
    case 'uninitialized':
      return `Waiting until the program has had its init message. ${until}`;
    case 'poor':
      return (
        `Waiting for Executable Balance: the program holds ${wvara(recipient?.executableBalance ?? 0n)} WVARA, and ` +
        `executors take up injected messages from ${wvara(MIN_EXECUTABLE_BALANCE)} WVARA. Top it up. ${until}`
      );
    case undefined:
      return undefined;
  }
}

function sizeOf({ payload }: PooledTransaction): number {
  return (payload.length - 2) / 2;
}

/** WVARA units as a decimal number, cut after four digits. */
function wvara(units: bigint): string {
  const whole = units / 10n ** 12n;
  const fraction = (units % 10n ** 12n).toString().padStart(12, '0').slice(0, 4).replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole.toString();
}
