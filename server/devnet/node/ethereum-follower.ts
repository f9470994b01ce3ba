import { AppError } from '../../../src/shared/app-error.ts';
import type { EthereumChain } from '../ethereum-chain.ts';
import { Backoff } from './backoff.ts';
import { type Log, reasonOf } from './log.ts';
import type { OwnChain } from './own-chain.ts';
import { validateCodes } from './validate-code.ts';

/**
 * Takes Ethereum's blocks into the own chain, one after the other, and goes back when Ethereum did. While Ethereum does
 * not answer, it tries again and again; the rest of the node goes on.
 */
export class EthereumFollower {
  readonly #ethereum: EthereumChain;
  readonly #chain: OwnChain;
  readonly #log: Log;
  readonly #onCaughtUp: () => void;
  readonly #backoff: Backoff;
  readonly #unsubscribe: () => void;
  #isRunning = false;
  #isStale = false;
  #isClosed = false;
  #last: Promise<void> = Promise.resolve();
  /** What is wrong with Ethereum; undefined when it answers. */
  problem: string | undefined;

  constructor({ ethereum, chain, log, onCaughtUp }: EthereumFollowerParameters) {
    this.#ethereum = ethereum;
    this.#chain = chain;
    this.#log = log;
    this.#onCaughtUp = onCaughtUp;
    this.#backoff = new Backoff(() => this.look());
    this.#unsubscribe = ethereum.subscribe(() => this.look());
    this.look();
  }

  /** Looks for new blocks now. */
  look(): void {
    this.#isStale = true;
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    this.#last = this.#follow();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#backoff.close();
    await this.#last;
  }

  async #follow(): Promise<void> {
    try {
      while (this.#isStale && !this.#isClosed) {
        this.#isStale = false;
        while (!this.#isClosed && (await this.#step()));
      }
      if (this.problem) this.#log.info('Ethereum answers again');
      this.problem = undefined;
      this.#backoff.reset();
      if (this.#isClosed) return;
      await this.#chain.purgeUnfounded();
      this.#onCaughtUp();
    } catch (error) {
      if (this.#isClosed) return;
      this.problem = reasonOf(error);
      const again = this.#backoff.next();
      this.#log.warn('cannot follow Ethereum', { reason: this.problem, againInMs: again });
    } finally {
      this.#isRunning = false;
    }
  }

  /** @returns whether there may be more to do */
  async #step(): Promise<boolean> {
    const { anchor } = this.#chain.head;
    const next = await this.#ethereum.blockAt(anchor.height + 1);
    if (next?.parentHash === anchor.hash) {
      await validateCodes(next, { ethereum: this.#ethereum, chain: this.#chain, log: this.#log });
      await this.#chain.advance(next);
      return true;
    }
    // A block that came between the two questions is for the next step.
    if (await this.#isCanonical(anchor)) return next !== undefined;
    await this.#rollBack();
    return true;
  }

  async #isCanonical({ height, hash }: { height: number; hash: string }): Promise<boolean> {
    return (await this.#ethereum.blockAt(height))?.hash === hash;
  }

  async #rollBack(): Promise<void> {
    for (const { number } of this.#chain.store.blocks.snapshots()) {
      const block = this.#chain.store.blocks.get(number);
      if (block && number < this.#chain.head.number && (await this.#isCanonical(block.anchor))) {
        await this.#chain.rollBackTo(number);
        return;
      }
    }
    throw new AppError({
      code: 'FOREIGN_ETHEREUM',
      shortMessage: 'This Ethereum shares no recent block with the executors’ chain',
      details: `None of the blocks that the node can go back to is on it, from height ${this.#chain.head.anchor.height} down.`,
      hint: 'Start Ethereum from its newest state, or begin anew with --reset.',
    });
  }
}

export interface EthereumFollowerParameters {
  ethereum: EthereumChain;
  chain: OwnChain;
  log: Log;
  /** Called when the newest Ethereum block has been taken in. */
  onCaughtUp(): void;
}
