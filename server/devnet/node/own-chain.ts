import type { BlockEvent, BlockOutput } from '../../../src/engine/engine.ts';
import { runBlock } from '../../../src/executor/block-runner.ts';
import { actorId, addressOfActor } from '../../../src/protocol/identifiers.ts';
import type { PurgeReason, SignedReceipt } from '../../../src/protocol/receipt.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumHeader } from '../ethereum-chain.ts';
import { blockEvent, settlementAfter } from './block-events.ts';
import { type Log, reasonOf } from './log.ts';
import { NodeMempool, type TransactionStatus } from './node-mempool.ts';
import { NodeRuntime } from './node-runtime.ts';
import { type OwnBlock, ownBlockHash } from './own-block.ts';
import type { PooledTransaction } from './pooled-transaction.ts';
import { type ProgramEntry, programEntry } from './program-entry.ts';
import { recentAncestors } from './recent-ancestors.ts';
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
    const anchor = ethereum ? headerOf(ethereum) : this.#head.anchor;
    const events = [
      ...injected.map(injectedEvent),
      ...(ethereum?.events.flatMap((event) => blockEvent(event) ?? []) ?? []),
    ];
    const { height, timestamp } = anchor;
    const output = await this.#runtime.attempt((runner) =>
      runBlock({ height, timestamp, events, states: 'changed' }, runner),
    );
    const identity = {
      parent: this.#head.hash,
      number: this.#head.number + 1,
      anchor,
      injected: injected.map(({ id }) => id),
    };
    const settlement = settlementAfter(this.#head.settlement, ethereum?.events ?? []);
    const { transitions } = output;
    const block: OwnBlock = { hash: ownBlockHash(identity), ...identity, events, transitions, settlement };
    const changed = this.#changedPrograms(output, events);
    const receipts = output.promises.map((promise) => ({ id: promise.tx, receipt: this.#signer.promise(promise) }));

    this.#runtime.persist((chain, blobs) =>
      this.store.atomically(() => {
        if (ethereum) this.store.ethereum.add(ethereum);
        for (const [hash, bytes] of blobs) this.store.content.addBlob(hash, bytes);
        this.store.blocks.add(block, chain, SNAPSHOTS);
        for (const program of changed) this.store.blocks.setProgram(block.number, program);
        for (const { id } of injected) this.store.transactions.include(id, block.number);
        for (const { id, receipt } of receipts) this.store.transactions.addReceipt(id, receipt);
      }),
    );

    this.#head = block;
    if (ethereum) this.#ancestors = recentAncestors(this.store, anchor);
    for (const program of changed) this.programs.set(program.program, program);
    for (const { id } of injected) this.mempool.remove(id);
    for (const { id, receipt } of receipts) this.#onReceipt(id, receipt);
    if (events.length > 0 || transitions.length > 0) {
      const { number } = block;
      const facts = {
        number,
        height,
        injected: injected.length,
        events: events.length,
        transitions: transitions.length,
      };
      this.#log.info('block', { ...facts, receipts: receipts.length, dispatches: output.dispatches.length });
    }
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

  #changedPrograms({ states }: BlockOutput, events: BlockEvent[]): ProgramEntry[] {
    const created = new Map(
      events.flatMap((event) => (event.type === 'create' ? [[event.program, event.codeId]] : [])),
    );
    return (Object.keys(states) as Hex[]).flatMap((actor) => {
      const state = states[actor];
      const codeId = this.programs.get(addressOfActor(actor))?.codeId ?? created.get(actor);
      return state && codeId ? [programEntry(actor, codeId, state)] : [];
    });
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

/** Ethereum blocks that the chain can be rolled back by. */
const SNAPSHOTS = 1024;

function headerOf({ hash, parentHash, height, timestamp }: EthereumBlock): EthereumHeader {
  return { hash, parentHash, height, timestamp };
}

function injectedEvent({ destination, address, payload, value, salt, referenceBlock }: PooledTransaction): BlockEvent {
  const addresses = { program: actorId(destination), source: actorId(address) };
  return { type: 'injected', ...addresses, payload, value: value.toString(), salt, referenceBlock };
}
