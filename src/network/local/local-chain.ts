import type { BlockOutput, ReplyInput, ReplyOutput } from '../../engine/engine.ts';
import { type BlockRunner, runBlock, runReply } from '../../executor/block-runner.ts';
import { actorId, addressOfActor } from '../../protocol/identifiers.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, LedgerEntry, MessageRecord, ProgramLog, StatePoint } from '../network.ts';
import { BlobKeeper } from './blob-keeper.ts';
import type { BlockEntry } from './block-entry.ts';
import { conversionEntries, payConverter } from './converter.ts';
import type { NetworkChanges } from './local-database.ts';
import type { LocalState } from './local-state.ts';
import { Mempool } from './mempool.ts';
import type { MessageRecords } from './message-records.ts';
import type { PagedBlobStore } from './paged-blob-store.ts';
import type { PastState } from './past-state.ts';
import { type RecordedBlock, recordBlock } from './record-block.ts';
import type { RecordedRun } from './record-runs.ts';
import { nextBlock, payMirror, settle } from './simulated-ethereum.ts';
import { UnsavedChanges } from './unsaved-changes.ts';

/**
 * Makes blocks. What arrives (a message, a top-up) runs at once, in a block of the executors at the height of the
 * latest Ethereum block; everything that arrived while another block ran shares the next one. A block of the
 * simulated Ethereum settles what was agreed on since the one before, and then runs the tasks that are due.
 *
 * Invariants: one block runs at a time; an arrival is acknowledged when its block is saved; a block that fails
 * leaves the chain as it was, and what it brought is taken back.
 */
export class LocalChain {
  readonly state: LocalState;
  readonly records: MessageRecords;
  readonly ledger: LedgerEntry[];
  readonly logs: ProgramLog[];
  /** The states that programs went through, oldest first. */
  readonly points: StatePoint[];
  /** Every block in which something happened. */
  readonly blocks: BlockRecord[];
  readonly mempool: Mempool;
  readonly #runner: LocalRunner;
  readonly #publish: (effects: BlockEffects) => void;
  readonly #commit: (changes: NetworkChanges) => Promise<void>;
  readonly #now: () => number;
  readonly #keeper: BlobKeeper;
  #arrivals: Arrival[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** What is not saved yet; more than one block's only when saving failed. */
  #unsaved = new UnsavedChanges();

  constructor(parameters: LocalChainParameters) {
    this.state = parameters.state;
    this.records = parameters.records;
    this.ledger = parameters.ledger;
    this.logs = parameters.logs;
    this.points = parameters.points;
    this.blocks = parameters.blocks;
    this.#runner = parameters.runner;
    this.#publish = parameters.publish;
    this.#commit = parameters.commit;
    this.#now = parameters.now ?? Date.now;
    const { runner, codes, room, isOld = false } = parameters;
    this.#keeper = new BlobKeeper({ ...runner, codes: codes.keys(), ...(room && { room }), isUnsorted: isOld });
    this.mempool = new Mempool(parameters.state.pool);
    if (isOld) this.#saveAnew(codes);
  }

  /** What another version saved is replaced as a whole when something is saved next. */
  #saveAnew(codes: ReadonlyMap<Hex, Uint8Array>): void {
    const { ledger, logs, points, blocks, records, state } = this;
    const { store } = this.#runner;
    const unsaved = this.#unsaved;
    const current = [...state.programs.values()].map(({ summary }) => summary.stateHash);
    const kept = this.#keeper.keep([...current, ...points.map(({ stateHash }) => stateHash)]);
    for (const [codeId, code] of codes) {
      unsaved.codes.set(codeId, code);
      const wasm = store.read(codeId);
      if (wasm) unsaved.blobs.set(codeId, wasm);
    }
    unsaved.add({ ...kept, dropped: [], messages: records.all(), ledger, logs, points });
    unsaved.blocks.push(...blocks);
    unsaved.addUnsettled(state.ethereum.unsettled);
    unsaved.replacesAll = true;
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
  arrive(arrival: Omit<BlockEntry, 'error'>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#arrivals.push({ ...arrival, resolve, reject });
      if (this.#arrivals.length > 1) return;
      this.exclusively(() => this.#takeIn()).catch((error) => {
        for (const { reject } of this.#arrivals.splice(0)) reject(error);
      });
    });
  }

  /** Lets the pool's transactions run that are ready; resolves when they have run and all is saved. */
  review(): Promise<void> {
    return this.arrive({ undo() {} });
  }

  /** Makes Ethereum blocks. */
  advance(blocks: number): Promise<void> {
    return this.exclusively(async () => {
      try {
        for (let block = 0; block < blocks; block++) await this.#ethereumBlock();
      } finally {
        await this.#save();
      }
    });
  }

  /** @param find gives an earlier state to ask in place of the latest, on a chain that holds nothing else */
  preview(input: Omit<ReplyInput, 'height' | 'timestamp'>, find: () => PastState | undefined): Promise<ReplyOutput> {
    return this.exclusively(async () => {
      const { engine } = this.#runner;
      const past = find();
      const { height, timestamp } = past ?? this.state.ethereum;
      const question = { ...input, height, timestamp };
      if (!past) return runReply(question, this.#runner);
      const { codeId, stateHash } = past;
      engine.setChainAside();
      try {
        engine.adoptProgram({ program: input.program, codeId, stateHash, later: 0, isOwn: true });
        return await runReply(question, this.#runner);
      } finally {
        engine.putChainBack();
      }
    });
  }

  /** Saves a change of the state that no block made. */
  save(newCode?: NewCode): Promise<void> {
    return this.exclusively(() => {
      if (newCode) this.#keepCode(newCode);
      return this.#save();
    });
  }

  /**
   * Takes over what `change` does to the chain outside of any block, and saves it. When it fails, the blobs that it
   * wrote are dropped.
   */
  takeOver(change: () => RecordedBlock): Promise<void> {
    return this.exclusively(async () => {
      let recorded = NOTHING_HAPPENED;
      try {
        recorded = change();
      } finally {
        this.#finish(recorded);
      }
      await this.#save();
      if (this.state.programs.hasQueued) this.review().catch(() => {});
    });
  }

  #keepCode({ codeId, wasm, instrumented }: NewCode): void {
    this.#keeper.keepCode(codeId, wasm);
    this.#unsaved.codes.set(codeId, instrumented);
    this.#unsaved.blobs.set(codeId, wasm);
  }

  async #takeIn(): Promise<void> {
    const arrivals = this.#arrivals.splice(0);
    const entries = [...this.#review(), ...arrivals.filter(({ event }) => event)];
    try {
      if (entries.length > 0 || this.state.programs.hasQueued) await this.#block(entries);
      else this.#finish(NOTHING_HAPPENED);
      await this.#save();
    } catch (error) {
      for (const arrival of arrivals) arrival.error ??= error;
    }
    for (const { error, resolve, reject } of arrivals) error ? reject(error) : resolve();
  }

  async #ethereumBlock(): Promise<void> {
    const { state } = this;
    const now = this.#now();
    const { height, timestamp } = state.ethereum;
    nextBlock(state.ethereum, Math.floor(now / 1000));
    const settlement = settle(state.ethereum);
    this.#unsaved.settle();
    for (const { to, value } of settlement.payments) {
      const address = addressOfActor(to);
      if (address === state.account.address) state.account.balance += value;
      // What an exited program left to another is in that one's Free Balance already.
      else if (state.programs.has(address)) payMirror(state.ethereum, to, value);
    }
    payConverter(state.converter, settlement);
    this.records.settle(state.ethereum.height, now);
    try {
      const { engine } = this.#runner;
      await this.#block([...this.#review(), ...conversionEntries({ state, records: this.records, engine, now })]);
    } catch (error) {
      // Tasks are due at one height only: the next attempt must be at the same.
      Object.assign(state.ethereum, { height, timestamp });
      throw error;
    }
  }

  /** A block with these entries, and further ones as long as the pool has transactions that are ready. */
  async #block(entries: BlockEntry[]): Promise<void> {
    await this.#run(entries);
    for (let more = this.#review(); more.length > 0; more = this.#review()) await this.#run(more);
    // What still waits may wait for another reason now.
    if (this.records.haveChanged) this.#finish(NOTHING_HAPPENED);
  }

  /** Takes what is ready out of the pool. */
  #review(): BlockEntry[] {
    const { state, records, mempool } = this;
    const { ready, waiting, refused } = mempool.review(state.ethereum.height, (address) => {
      const program = state.programs.get(address);
      return program && { ...program.summary, requiresInitMessage: program.requiresInitMessage };
    });
    for (const { transaction, reason } of waiting) {
      if (records.get(transaction.id)?.reason !== reason) records.update(transaction.id, { status: 'waiting', reason });
    }
    for (const { transaction, reason } of refused) records.update(transaction.id, { status: 'refused', reason });
    return ready.map(({ id, program, source, payload, value, salt, referenceBlock }): BlockEntry => {
      records.update(id, { status: 'queued' });
      const addresses = { program: actorId(program), source: actorId(source) };
      const event = { ...addresses, payload, value: value.toString(), salt, referenceBlock };
      const undo = (error: unknown) =>
        void records.update(id, { status: 'refused', reason: AppError.revive(error).message });
      return { event: { type: 'injected', ...event }, undo };
    });
  }

  /** When the block fails, each entry gets a block of its own, so that the one at fault fails alone. */
  async #run(entries: BlockEntry[]): Promise<void> {
    const { state, records } = this;
    const { height, timestamp } = state.ethereum;
    const events = entries.flatMap(({ event }) => event ?? []);
    const runs: RecordedRun[] = [];
    const onRun: BlockRunner['onRun'] = (run, queueType, chunk) => runs.push({ run, queueType, chunk });
    let block: BlockOutput;
    try {
      block = await runBlock({ height, timestamp, events, states: 'changed' }, { ...this.#runner, onRun });
    } catch (error) {
      if (entries.length === 0) throw error;
      if (entries.length === 1) this.#takeBack(entries, error);
      for (const entry of entries) await this.#run(entry.error ? [] : [entry]);
      return;
    }

    // Without any of these, a replay without the block is the same.
    if (events.length > 0 || runs.length > 0 || block.scheduledTasksRun > 0) {
      const record = { height, timestamp, events };
      this.blocks.push(record);
      this.#unsaved.blocks.push(record);
    }
    const now = this.#now();
    const topUps = entries.flatMap(({ ledger }) => (ledger ? [{ ...ledger, at: now }] : []));
    const recorded = recordBlock({ block, runs, events, topUps, state, records, engine: this.#runner.engine, now });
    // The block's limits left messages in the queues: the next block takes them up, with whatever arrives by then.
    if (runs.length > 0 && state.programs.hasQueued) this.review().catch(() => {});
    this.#finish(recorded);
  }

  #takeBack(entries: BlockEntry[], error: unknown): void {
    for (const entry of entries) {
      entry.error = error;
      entry.undo(error);
    }
    this.#finish(NOTHING_HAPPENED);
  }

  /** Publishes what changed and notes it for {@link #save}. */
  #finish(effects: RecordedBlock): void {
    const { state, records } = this;
    this.ledger.push(...effects.ledger);
    this.logs.push(...effects.logs);
    this.points.push(...effects.points);
    const messages = records.takeChanged();
    this.#publish({ ...effects, messages });

    const kept = this.#keeper.keep(effects.points.map(({ stateHash }) => stateHash));
    const dropped = this.#keeper.prune(
      () => [...state.programs.values()].map(({ summary }) => summary.stateHash),
      () => this.points.map(({ stateHash }) => stateHash),
    );
    this.#unsaved.add({ ...effects, ...kept, messages, dropped });
    this.#unsaved.addUnsettled(effects.unsettled);
  }

  async #save(): Promise<void> {
    const { state } = this;
    state.pool = [...this.mempool.transactions];
    const { engine, store } = this.#runner;
    const { programs, ethereum } = state;
    const changed = { programs: programs.takeChanged(), mirrors: ethereum.mirrors.takeChanged() };
    this.#unsaved.addEntries({ chain: engine.takeChainEntries(), ...changed });
    const changes = { ...this.#unsaved.all(), state, size: store.nodeSize };
    await this.#commit(changes);
    store.pagesSaved(changes.pages.keys());
    this.#unsaved = new UnsavedChanges();
  }
}

export interface LocalChainParameters {
  state: LocalState;
  records: MessageRecords;
  ledger: LedgerEntry[];
  logs: ProgramLog[];
  points: StatePoint[];
  blocks: BlockRecord[];
  runner: LocalRunner;
  /** Tells the listeners, at once. */
  publish(effects: BlockEffects): void;
  /** Saves; when it fails, the next call gets the same changes again and more. */
  commit(changes: NetworkChanges): Promise<void>;
  /** ms since the epoch */
  now?: () => number;
  /** The instrumented codes by id. */
  codes: ReadonlyMap<Hex, Uint8Array>;
  /** Another version saved it: it is all to be saved anew. */
  isOld?: boolean;
  /** Bytes that blobs may take before those of old states go. */
  room?: number;
}

export interface NewCode {
  codeId: Hex;
  /** As it was uploaded. */
  wasm: Uint8Array;
  instrumented: Uint8Array;
}

/** What came of a block, for whoever listens. */
export interface BlockEffects extends RecordedBlock {
  messages: MessageRecord[];
}

const NOTHING_HAPPENED: RecordedBlock = { ledger: [], logs: [], summaries: [], points: [], unsettled: [] };

export interface LocalRunner extends Omit<BlockRunner, 'onRun'> {
  store: PagedBlobStore;
}

interface Arrival extends BlockEntry {
  resolve(): void;
  reject(error: unknown): void;
}

function wasReset(): AppError {
  return new AppError({ code: 'NETWORK_RESET', shortMessage: 'The local network was reset meanwhile' });
}
