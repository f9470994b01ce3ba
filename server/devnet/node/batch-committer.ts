import type { EthereumChain } from '../ethereum-chain.ts';
import { Backoff } from './backoff.ts';
import { type Log, reasonOf } from './log.ts';
import { planBatch } from './make-batch.ts';
import type { OwnChain } from './own-chain.ts';

/**
 * Commits to Ethereum what the own chain has agreed on, one batch after the other.
 *
 * What is committed already is read off Ethereum's own events as the chain takes them in, never remembered. So no batch is made
 * before the one before it has been taken in: after a crash between sending and noting, the Router knows a later batch than the
 * events tell, and that is waited for. The Router itself takes a batch only on top of the one that it names.
 */
export class BatchCommitter {
  readonly #ethereum: EthereumChain;
  readonly #chain: OwnChain;
  readonly #log: Log;
  readonly #backoff: Backoff;
  #isCommitting = false;
  #isClosed = false;
  /** Why nothing can be committed; undefined when all is well. */
  problem: string | undefined;

  constructor({ ethereum, chain, log }: { ethereum: EthereumChain; chain: OwnChain; log: Log }) {
    this.#ethereum = ethereum;
    this.#chain = chain;
    this.#log = log;
    this.#backoff = new Backoff(() => this.consider());
  }

  /** To be called when an Ethereum block has been taken in. */
  consider(): void {
    if (this.#isCommitting || this.#isClosed || this.#backoff.isWaiting) return;
    this.#isCommitting = true;
    void this.#commit();
  }

  /** A batch that is on its way is not waited for: the next start finds it on Ethereum, or sends it again. */
  close(): void {
    this.#isClosed = true;
    this.#backoff.close();
  }

  async #commit(): Promise<void> {
    try {
      const plan = planBatch(this.#chain.store, this.#chain.head);
      if (plan.status === 'foreign') {
        const reason = 'the Router has committed a block of another executors’ chain; begin anew with --reset';
        if (this.problem !== reason) this.#log.error('cannot commit', { committedHead: plan.head, reason });
        this.problem = reason;
        return;
      }
      if (plan.status === 'nothing') {
        this.problem = undefined;
        return;
      }
      const { batch } = plan;
      const latest = await this.#ethereum.latestCommittedBatch();
      if (latest.hash !== batch.previousCommittedBatchHash || this.#isClosed) return;
      const { transaction, block, batchHash } = await this.#ethereum.commitBatch(batch);
      this.#log.info('committed', {
        batch: batchHash,
        transitions: batch.chainCommitment[0]?.transitions.length ?? 0,
        codes: batch.codeCommitments.length,
        head: batch.chainCommitment[0]?.head,
        transaction,
        height: block.height,
      });
      this.problem = undefined;
      this.#backoff.reset();
    } catch (error) {
      if (this.#isClosed) return;
      this.problem = reasonOf(error);
      this.#log.warn('commit failed', { reason: this.problem, againInMs: this.#backoff.next() });
    } finally {
      this.#isCommitting = false;
    }
  }
}
