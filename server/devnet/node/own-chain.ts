import type { PurgeReason, SignedReceipt } from '../../../src/protocol/receipt.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumHeader } from '../ethereum-chain.ts';
import { type Log, reasonOf } from './log.ts';
import { NodeMempool, type TransactionStatus } from './node-mempool.ts';
import { NodeRuntime } from './node-runtime.ts';
import type { OwnBlock } from './own-block.ts';
import type { PooledTransaction } from './pooled-transaction.ts';
import type { ProgramEntry } from './program-entry.ts';
import { recentAncestors } from './recent-ancestors.ts';
import { runOwnBlock } from './run-own-block.ts';
import type { ReceiptSigner } from './sign-receipt.ts';
import { startChain } from './start-chain.ts';
import type { NodeStore } from './store/node-store.ts';

/**
 * The executors' own chain. A block is made when an Ethereum block has come, or at once when the pool holds injected
 * transactions that can run: they are queued first, then the events of that Ethereum block take effect, then due tasks
 * and the queues run. Ethereum blocks are taken in one by one, so that no height at which a task is due is left out.
 *
 * Invariants: one block runs at a time; a receipt is told when the block that it belongs to is on disk; a block that
 * fails leaves everything as it was.
 */
export class OwnChain {
  readonly store: NodeStore;
  readonly programs = new Map<Hex, ProgramEntry>();
  readonly mempool: NodeMempool;
  readonly #runtime: NodeRuntime;
  readonly #signer: ReceiptSigner;
  readonly #log: Log;
  readonly #onReceipt: (transaction: Hex, receipt: SignedReceipt) => void;
  #head: OwnBlock;
  #ancestors: ReadonlySet<Hex>;
  #last: Promise<unknown> = Promise.resolve();
  #isDue = false;
  #isClosed = false;

  private constructor({ store, signer, log, onReceipt }: OwnChainParameters, runtime: NodeRuntime, head: OwnBlock) {
    this.store = store;
    this.#signer = signer;
    this.#log = log;
    this.#onReceipt = onReceipt;
    this.#runtime = runtime;
    this.#head = head;
    this.mempool = new NodeMempool(store.transactions.pool());
    this.#ancestors = recentAncestors(store, head.anchor);
    for (const program of store.blocks.programs()) this.programs.set(program.program, program);
  }

  /** Takes up what the store holds, or begins a new chain. */
  static async open(parameters: OwnChainParameters): Promise<OwnChain> {
    const head = parameters.store.blocks.head() ?? (await startChain(parameters));
    const runtime = await NodeRuntime.start(parameters, parameters.store.blocks.snapshotAt(head.number));
    return new OwnChain(parameters, runtime, head);
  }

  get head(): OwnBlock {
    return this.#head;
  }

  get runtime(): NodeRuntime {
    return this.#runtime;
  }

  /** Lets a transaction into the pool; it is on disk when this returns, and runs as soon as it can. */
  submit(transaction: PooledTransaction): TransactionStatus {
    const { store, mempool } = this;
    const known = store.transactions.get(transaction.id);
    const isIncluded = () => typeof known?.block === 'number';
    const status = mempool.judge(transaction, { ...this.#doorView(this.#head.anchor), isIncluded });
    if (status !== 'inserted') return status;
    store.atomically(() => {
      if (known) store.transactions.forget(transaction.id);
      store.transactions.add(transaction);
    });
    mempool.add(transaction);
    this.runPool();
    return status;
  }

  /** Runs what the pool holds and can run, when nothing else runs. */
  runPool(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.exclusively(async () => {
      this.#isDue = false;
      await this.#produce(undefined);
    }).catch((error) => this.#log.error('block failed', { reason: reasonOf(error) }));
  }

  /** Takes in the Ethereum block after the anchor. */
  advance(block: EthereumBlock): Promise<void> {
    return this.exclusively(() => this.#produce(block));
  }

  /** To be called when all of Ethereum's blocks have been taken in: then what is unknown does not exist. */
  purgeUnfounded(): Promise<void> {
    return this.exclusively(async () => {
      this.#purge(this.mempool.unfounded(this.#doorView(this.#head.anchor)), 'UnknownReferenceBlock');
    });
  }

  /** Goes back to an own block that a snapshot exists of. */
  rollBackTo(number: number): Promise<void> {
    return this.exclusively(async () => {
      const block = this.store.blocks.get(number);
      const snapshot = this.store.blocks.snapshotAt(number);
      if (!block || !snapshot) throw new RangeError(`There is no snapshot of block ${number}`);
      this.#log.warn('rolled back', {
        from: this.#head.number,
        to: number,
        height: block.anchor.height,
        reason: 'the Ethereum block of the newest own block is not canonical any more',
      });
      this.store.dropBlocksAfter(number);
      this.#runtime.load(snapshot);
      this.#head = block;
      this.#ancestors = recentAncestors(this.store, block.anchor);
      for (const transaction of this.store.transactions.pool()) this.mempool.add(transaction);
      this.programs.clear();
      for (const program of this.store.blocks.programs()) this.programs.set(program.program, program);
      this.runPool();
    });
  }

  /** Runs `task` when nothing else runs; blocks wait until it is through. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => {
      if (this.#isClosed) throw new Error('The node is stopping');
      return task();
    });
    this.#last = result.catch(() => {});
    return result;
  }

  /** Lets the block under way finish; makes no further one. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
    this.#runtime.close();
  }

  async #produce(ethereum: EthereumBlock | undefined): Promise<void> {
    if (ethereum) this.#purge(this.mempool.outdated(this.#doorView(ethereum)), 'Outdated');
    const ready = this.#ready(ethereum);
    if (!ethereum && ready.length === 0) return;
    try {
      await this.#run(ethereum, ready);
    } catch (error) {
      if (ready.length === 0) throw error;
      await this.#runOneByOne(ethereum, ready, error);
    }
    // What the block changed may have made further transactions ready, or they did not fit.
    if (this.#ready(undefined).length > 0) this.runPool();
  }

  /** One of the transactions may be at fault: then it alone stays out. */
  async #runOneByOne(ethereum: EthereumBlock | undefined, ready: PooledTransaction[], cause: unknown): Promise<void> {
    this.#log.error('block failed', { injected: ready.length, reason: reasonOf(cause) });
    if (ethereum) await this.#run(ethereum, []);
    for (const transaction of ready) {
      try {
        await this.#run(undefined, [transaction]);
      } catch (error) {
        this.mempool.setAside(transaction.id);
        this.#log.error('injected transaction set aside', { id: transaction.id, reason: reasonOf(error) });
      }
    }
  }

  async #run(ethereum: EthereumBlock | undefined, injected: PooledTransaction[]): Promise<void> {
    const context = { store: this.store, runtime: this.#runtime, signer: this.#signer, programs: this.programs };
    const ran = await runOwnBlock({ parent: this.#head, ethereum, injected }, context);
    const { block, changed, receipts, dispatches } = ran;
    this.#head = block;
    if (ethereum) this.#ancestors = recentAncestors(this.store, block.anchor);
    for (const program of changed) this.programs.set(program.program, program);
    for (const { id } of injected) this.mempool.remove(id);
    for (const { id, receipt } of receipts) this.#onReceipt(id, receipt);
    if (block.events.length === 0 && block.transitions.length === 0) return;
    this.#log.info('block', {
      number: block.number,
      height: block.anchor.height,
      injected: injected.length,
      events: block.events.length,
      transitions: block.transitions.length,
      receipts: receipts.length,
      dispatches,
    });
  }

  #purge(transactions: PooledTransaction[], reason: PurgeReason): void {
    for (const { id } of transactions) {
      const receipt = this.#signer.purge(id, reason);
      this.store.atomically(() => {
        this.store.transactions.purge(id);
        this.store.transactions.addReceipt(id, receipt);
      });
      this.mempool.remove(id);
      this.#log.warn('injected transaction purged', { id, reason });
      this.#onReceipt(id, receipt);
    }
  }

  #ready(ethereum: EthereumBlock | undefined): PooledTransaction[] {
    const ancestors = ethereum ? new Set([...this.#ancestors, ethereum.hash]) : this.#ancestors;
    const touched = (ethereum?.events ?? []).flatMap((event) => (event.contract === 'mirror' ? [event.mirror] : []));
    return this.mempool.ready({ ancestors, programs: this.programs, touched });
  }

  #doorView({ height }: EthereumHeader) {
    return { height, heightOf: (block: Hex) => this.store.ethereum.header(block)?.height };
  }
}

export interface OwnChainParameters {
  store: NodeStore;
  /** The engine, compiled. */
  module: WebAssembly.Module;
  /** Number of executors, 1–16. */
  executors: number;
  signer: ReceiptSigner;
  log: Log;
  /** The Ethereum block that a new chain begins at. */
  genesis(): Promise<EthereumBlock>;
  onReceipt(transaction: Hex, receipt: SignedReceipt): void;
}
