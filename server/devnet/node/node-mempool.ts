import {
  ENVELOPE_SIZE,
  isOutdated,
  MAX_SIZE_PER_BLOCK,
  MAX_TOUCHED_PROGRAMS,
  type Obstacle,
  obstacleOf,
} from '../../../src/executor/injected-rules.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { PooledTransaction } from './pooled-transaction.ts';
import type { ProgramEntry } from './program-entry.ts';

/**
 * Injected transactions on their way into a block, under the rules of a node of release 2.0.0
 * (ethexe/malachite/service/src/mempool.rs and tx_validity.rs). In order of arrival.
 */
export class NodeMempool {
  readonly #transactions: Map<Hex, PooledTransaction>;
  readonly #setAside = new Set<Hex>();
  /** Height at which a reference was first found to be unknown. */
  readonly #unknownSince = new Map<Hex, number>();
  readonly #capacity: number;

  constructor(transactions: PooledTransaction[], capacity = CAPACITY) {
    this.#transactions = new Map(transactions.map((transaction) => [transaction.id, transaction]));
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#transactions.size;
  }

  /** Whether `transaction` may enter; does not let it in. */
  judge(transaction: PooledTransaction, view: DoorView): TransactionStatus {
    if (transaction.value !== 0n) return 'nonZeroValue';
    const height = view.heightOf(transaction.referenceBlock);
    if (view.isIncluded(transaction.id) && height !== undefined && !isOutdated(height, view.height)) {
      return 'alreadyIncluded';
    }
    if (this.#transactions.has(transaction.id)) return 'alreadyInPool';
    // One whose reference block is not known yet may come in: the block may be on its way here.
    if (height !== undefined && isOutdated(height, view.height)) return 'expiredReferenceBlock';
    return this.#transactions.size < this.#capacity ? 'inserted' : 'poolFull';
  }

  add(transaction: PooledTransaction): void {
    this.#transactions.set(transaction.id, transaction);
  }

  remove(id: Hex): void {
    this.#transactions.delete(id);
    this.#setAside.delete(id);
    this.#unknownSince.delete(id);
  }

  /** Leaves a transaction out of blocks until it is outdated, because its run broke. */
  setAside(id: Hex): void {
    this.#setAside.add(id);
  }

  /** Those whose time is over at an Ethereum block of this height. */
  outdated({ height, heightOf }: Omit<DoorView, 'isIncluded'>): PooledTransaction[] {
    return [...this.#transactions.values()].filter(({ referenceBlock }) => {
      const referenceHeight = heightOf(referenceBlock);
      return referenceHeight !== undefined && isOutdated(referenceHeight, height);
    });
  }

  /**
   * Those whose reference block is none that Ethereum knows. To be asked when all of Ethereum has been taken in; such a
   * transaction is told at the second block at which it is found so, for its reference may be newer than what was taken in.
   */
  unfounded({ height, heightOf }: Omit<DoorView, 'isIncluded'>): PooledTransaction[] {
    return [...this.#transactions.values()].filter(({ id, referenceBlock }) => {
      if (heightOf(referenceBlock) !== undefined) return false;
      const since = this.#unknownSince.get(id) ?? height;
      this.#unknownSince.set(id, since);
      return since < height;
    });
  }

  /** Those that can run now, as many as fit into a block; they stay in the pool. */
  ready(view: BlockView): PooledTransaction[] {
    const touched = new Set(view.touched);
    if (touched.size > MAX_TOUCHED_PROGRAMS) return [];
    const ready: PooledTransaction[] = [];
    let room = MAX_SIZE_PER_BLOCK;
    for (const transaction of this.#transactions.values()) {
      const size = transaction.payload.length / 2 - 1 + ENVELOPE_SIZE;
      if (size > room || this.obstacle(transaction, view)) continue;
      if (!touched.has(transaction.destination) && touched.size >= MAX_TOUCHED_PROGRAMS) continue;
      touched.add(transaction.destination);
      room -= size;
      ready.push(transaction);
    }
    return ready;
  }

  /** Why a transaction cannot run now. */
  obstacle(
    transaction: PooledTransaction,
    { ancestors, programs }: BlockView,
  ): Obstacle | 'foreign' | 'broken' | undefined {
    if (this.#setAside.has(transaction.id)) return 'broken';
    if (!ancestors.has(transaction.referenceBlock)) return 'foreign';
    return obstacleOf(programs.get(transaction.destination));
  }
}

/** What a transaction meets at the door. */
export type TransactionStatus =
  | 'inserted'
  | 'alreadyInPool'
  | 'alreadyIncluded'
  | 'expiredReferenceBlock'
  | 'poolFull'
  | 'nonZeroValue';

/** In the node's words; undefined: it is accepted. */
export const REJECTIONS: Record<TransactionStatus, string | undefined> = {
  inserted: undefined,
  alreadyInPool: undefined,
  alreadyIncluded: undefined,
  expiredReferenceBlock: 'reference_block past validity window',
  poolFull: 'mempool at capacity',
  nonZeroValue: 'non-zero value injected txs are not yet supported (#5083)',
};

export interface DoorView {
  /** Of the last Ethereum block taken in. */
  height: number;
  /** Of a block of any branch; undefined when it is not known here. */
  heightOf(block: Hex): number | undefined;
  isIncluded(id: Hex): boolean;
}

export interface BlockView {
  /** Hashes of the latest Ethereum blocks of the branch, as many as reference blocks may be old. */
  ancestors: ReadonlySet<Hex>;
  /** By address. */
  programs: ReadonlyMap<Hex, ProgramEntry>;
  /** Programs that the block's events concern anyway. */
  touched: Iterable<Hex>;
}

const CAPACITY = 10_000;
