import type { BlockEvent, ReplyInput, ReplyOutput } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import { type BlockRunner, runBlock, runReply } from '../../executor/block-runner.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry, MessageRecord, ProgramLog, ProgramSummary } from '../network.ts';
import { actorId, addressOfActor } from './identifiers.ts';
import type { NetworkChanges } from './local-database.ts';
import type { LocalState } from './local-state.ts';
import { Mempool } from './mempool.ts';
import type { MessageRecords } from './message-records.ts';
import { type RecordedRun, recordRuns } from './record-runs.ts';
import { recordStates } from './record-states.ts';
import { nextBlock, settle } from './simulated-ethereum.ts';

/**
 * Makes blocks. What arrives (a message, a top-up) runs at once, in a block of the executors at the height of the
 * latest Ethereum block; everything that arrived while another block ran shares the next one. A block of the
 * simulated Ethereum settles what was agreed on since the one before, and then runs the tasks that are due.
 *
 * Invariants: one block runs at a time; an arrival is acknowledged when its block is saved; a block that fails
 * leaves the chain as it was.
 */
export class LocalChain {
  readonly state: LocalState;
  readonly records: MessageRecords;
  readonly ledger: LedgerEntry[];
  readonly logs: ProgramLog[];
  readonly mempool: Mempool;
  readonly #runner: Omit<BlockRunner, 'onRun'> & { store: BlobStore };
  readonly #publish: (effects: BlockEffects) => void;
  readonly #commit: (changes: NetworkChanges) => Promise<void>;
  readonly #now: () => number;
  readonly #kept: Set<Hex>;
  #arrivals: Arrival[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** What is not saved yet; more than one block's only when saving failed. */
  #unsaved: Unsaved = nothing();

  constructor(parameters: LocalChainParameters) {
    this.state = parameters.state;
    this.records = parameters.records;
    this.ledger = parameters.ledger;
    this.logs = parameters.logs;
    this.#runner = parameters.runner;
    this.#publish = parameters.publish;
    this.#commit = parameters.commit;
    this.#now = parameters.now ?? Date.now;
    this.#kept = new Set(parameters.runner.store.hashes());
    this.mempool = new Mempool(parameters.state.pool);
  }

  /**
   * Runs `task` when nothing else runs; blocks wait until it is through.
   * @throws AppError `NETWORK_RESET` when the chain has been {@link close}d by then
   */
  exclusively<Result>(task: () => Promise<Result> | Result): Promise<Result> {
    const result = this.#last.then(() => {
      if (this.#isClosed) throw wasReset();
      return task();
    });
    this.#last = result.catch(() => {});
    return result;
  }

  /** Whatever still waits fails: another chain takes over the engine. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#arrivals.splice(0)) reject(wasReset());
  }

  /** Takes something in; resolves when it has run and is saved. */
  arrive(arrival: Omit<Arrival, 'ran' | 'resolve' | 'reject'>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#arrivals.push({ ...arrival, resolve, reject });
      if (this.#arrivals.length === 1) void this.exclusively(() => this.#takeIn()).catch(() => {});
    });
  }

  /** Lets the pool's transactions run that are ready; resolves when they have run and all is saved. */
  review(): Promise<void> {
    return this.exclusively(() => this.#block([]));
  }

  /** Makes Ethereum blocks. */
  advance(blocks: number): Promise<void> {
    return this.exclusively(async () => {
      for (let block = 0; block < blocks; block++) await this.#ethereumBlock();
    });
  }

  preview(input: Omit<ReplyInput, 'height' | 'timestamp'>): Promise<ReplyOutput> {
    return this.exclusively(() => {
      const { height, timestamp } = this.state.ethereum;
      return runReply({ ...input, height, timestamp }, this.#runner);
    });
  }

  /** Saves a change of the state that no block made. */
  save(newCode?: { codeId: Hex; instrumented: Uint8Array }): Promise<void> {
    return this.exclusively(() => {
      if (newCode) this.#unsaved.codes.set(newCode.codeId, newCode.instrumented);
      return this.#finish({ ledger: [], logs: [], summaries: [] }, []);
    });
  }

  async #takeIn(): Promise<void> {
    const arrivals = this.#arrivals.splice(0);
    try {
      await this.#block(arrivals);
      for (const { resolve } of arrivals) resolve();
    } catch (error) {
      const failed = arrivals.filter(({ ran }) => !ran);
      for (const { undo } of failed) undo(error);
      if (failed.length > 0) await this.#finish({ ledger: [], logs: [], summaries: [] }, []).catch(() => {});
      for (const { reject } of arrivals) reject(error);
    }
  }

  async #ethereumBlock(): Promise<void> {
    const { state } = this;
    const now = this.#now();
    const { height, timestamp } = state.ethereum;
    nextBlock(state.ethereum, Math.floor(now / 1000));
    for (const [actor, value] of settle(state.ethereum)) {
      if (addressOfActor(actor) === state.account.address) state.account.balance += value;
    }
    this.records.settle(state.ethereum.height, now);
    try {
      await this.#block([]);
    } catch (error) {
      // Tasks are due at one height only: the next attempt must be at the same.
      Object.assign(state.ethereum, { height, timestamp });
      throw error;
    }
  }

  /** A block with what arrived, and further ones as long as the pool has transactions that are ready. */
  async #block(arrivals: Arrival[]): Promise<void> {
    let transactions = this.#review();
    for (let isFirst = true; isFirst || transactions.length > 0; isFirst = false) {
      await this.#run(isFirst ? arrivals : [], transactions);
      transactions = this.#review();
    }
  }

  #review(): BlockEvent[] {
    const { state, records, mempool } = this;
    const { ready, waiting, refused } = mempool.review(state.ethereum.height, (address) => {
      const program = state.programs.get(address);
      return program && { ...program.summary, requiresInitMessage: program.requiresInitMessage };
    });
    for (const { transaction, reason } of waiting) {
      if (records.get(transaction.id)?.reason !== reason) records.update(transaction.id, { status: 'waiting', reason });
    }
    for (const { transaction, reason } of refused) records.update(transaction.id, { status: 'refused', reason });
    return ready.map(({ id, program, source, payload, value, salt, referenceBlock }): BlockEvent => {
      records.update(id, { status: 'queued' });
      const addresses = { program: actorId(program), source: actorId(source) };
      return { type: 'injected', ...addresses, payload, value: value.toString(), salt, referenceBlock };
    });
  }

  async #run(arrivals: Arrival[], transactions: BlockEvent[]): Promise<void> {
    const { state, records } = this;
    const { engine } = this.#runner;
    const { height, timestamp } = state.ethereum;
    const events = [...transactions, ...arrivals.map(({ event }) => event)];
    const runs: RecordedRun[] = [];
    const onRun: BlockRunner['onRun'] = (run, queueType) => runs.push({ run, queueType });
    const block = await runBlock({ height, timestamp, events, states: 'changed' }, { ...this.#runner, onRun });
    for (const arrival of arrivals) arrival.ran = true;

    const now = this.#now();
    const stateHash = (actor: Hex) => state.programs.get(addressOfActor(actor))?.summary.stateHash;
    const context = {
      records,
      height,
      now,
      stateBefore: stateHash,
      stateAfter: (actor: Hex) => block.states[actor]?.stateHash ?? stateHash(actor) ?? actor,
      expiryOf: (actor: Hex, messageId: Hex) => {
        const current = block.states[actor];
        if (!current?.waitlist) return undefined;
        return engine.inspectWaitlist(current.stateHash).find((entry) => entry.messageId === messageId)?.expiryHeight;
      },
      isProgram: (address: Hex) => state.programs.has(address),
    };
    const recorded = recordRuns(runs, context);
    for (const { run } of runs) {
      const burnt = run.output.burns.reduce((sum, { gas, charged }) => (charged ? sum + BigInt(gas) * 100n : sum), 0n);
      state.earnings[run.executor] = (state.earnings[run.executor] ?? 0n) + burnt;
    }
    const topUps = arrivals.flatMap(({ ledger }) => (ledger ? [{ ...ledger, at: now }] : []));
    const { summaries, ledger } = recordStates(block.states, state.programs, {
      now,
      freeTopUps: freeTopUps(topUps),
      handledBy: handledBy(runs),
    });
    state.ethereum.unsettled.push(...block.transitions);

    const kept = [...summaries.map((summary) => summary.stateHash), ...runs.map(({ run }) => run.item.stateHash)];
    await this.#finish({ ledger: [...topUps, ...recorded.ledger, ...ledger], logs: recorded.logs, summaries }, kept);
  }

  /** Publishes and saves what changed; of the blobs, those that `states` refer to. */
  async #finish(effects: Omit<BlockEffects, 'messages'>, states: Hex[]): Promise<void> {
    const { state, records, mempool } = this;
    const { engine, store } = this.#runner;
    const unsaved = this.#unsaved;
    state.pool = [...mempool.transactions];
    this.ledger.push(...effects.ledger);
    this.logs.push(...effects.logs);
    const messages = records.takeChanged();
    this.#publish({ ...effects, messages });

    for (const stateHash of new Set(states)) {
      for (const hash of engine.reachableBlobs(stateHash)) {
        if (this.#kept.has(hash)) continue;
        this.#kept.add(hash);
        unsaved.blobs.set(hash, store.read(hash) as Uint8Array);
      }
    }
    // What a run or a preview made on the way and nothing refers to any more.
    for (const hash of store.takeWritten()) if (!this.#kept.has(hash)) store.forget(hash);

    for (const record of messages) unsaved.messages.set(record.id, record);
    unsaved.ledger.push(...effects.ledger);
    unsaved.logs.push(...effects.logs);
    await this.#commit({ ...unsaved, messages: [...unsaved.messages.values()], state, chain: engine.saveChain() });
    this.#unsaved = nothing();
  }
}

export interface LocalChainParameters {
  state: LocalState;
  records: MessageRecords;
  ledger: LedgerEntry[];
  logs: ProgramLog[];
  runner: Omit<BlockRunner, 'onRun'>;
  /** Tells the listeners, at once. */
  publish(effects: BlockEffects): void;
  /** Saves; when it fails, the next call gets the same changes again and more. */
  commit(changes: NetworkChanges): Promise<void>;
  /** ms since the epoch */
  now?: () => number;
}

/** What came of a block, for whoever listens. */
export interface BlockEffects {
  messages: NetworkChanges['messages'];
  ledger: LedgerEntry[];
  logs: ProgramLog[];
  summaries: ProgramSummary[];
}

interface Arrival {
  event: BlockEvent;
  /** The movement that it is, if it is one. */
  ledger?: Omit<LedgerEntry, 'at'>;
  /** Takes back what was done when it was accepted, because the block failed. */
  undo(error: unknown): void;
  /** Its block is through. */
  ran?: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

function wasReset(): AppError {
  return new AppError({ code: 'NETWORK_RESET', shortMessage: 'The local network was reset meanwhile' });
}

interface Unsaved {
  codes: Map<Hex, Uint8Array>;
  blobs: Map<Hex, Uint8Array>;
  messages: Map<Hex, MessageRecord>;
  ledger: LedgerEntry[];
  logs: ProgramLog[];
}

function nothing(): Unsaved {
  return { codes: new Map(), blobs: new Map(), messages: new Map(), ledger: [], logs: [] };
}

function freeTopUps(entries: LedgerEntry[]): Map<Hex, bigint> {
  const sums = new Map<Hex, bigint>();
  for (const { kind, program, amount } of entries) {
    if (kind === 'freeTopUp') sums.set(program, (sums.get(program) ?? 0n) + amount);
  }
  return sums;
}

/** The message that a program handled, where it was one only. */
function handledBy(runs: RecordedRun[]): Map<Hex, Hex | undefined> {
  const handled = new Map<Hex, Hex | undefined>();
  for (const { run } of runs) {
    for (const { program, id } of run.output.dispatches) {
      const address = addressOfActor(program);
      handled.set(address, handled.has(address) && handled.get(address) !== id ? undefined : id);
    }
  }
  return handled;
}
