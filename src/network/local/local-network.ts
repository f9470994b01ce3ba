import type { Engine } from '../../engine/engine.ts';
import type { Executor } from '../../executor/executor.ts';
import type { ExecutorPool } from '../../executor/executor-pool.ts';
import { WEI_PER_UNIT } from '../../ledger/conversion.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type {
  CalculateReplyParameters,
  CreateProgramParameters,
  LocalNetworkControls,
  Network,
  NetworkEvent,
  NetworkStatus,
  ProgramExport,
  SendMessageParameters,
  SendReplyParameters,
  SnapshotDetail,
  StorageWork,
} from '../network.ts';
import { claimValue, sendReply } from './actions/answer-message.ts';
import { calculateReply } from './actions/calculate-reply.ts';
import { createProgram } from './actions/create-program.ts';
import { exportProgram } from './actions/export-program.ts';
import { type ForkOptions, forkProgram } from './actions/fork-program.ts';
import { getPage, getProgram } from './actions/get-program.ts';
import { getRecord } from './actions/get-record.ts';
import { getStates } from './actions/get-states.ts';
import { sendMessage } from './actions/send-message.ts';
import { topUp } from './actions/top-up.ts';
import { uploadCode } from './actions/upload-code.ts';
import { newConverter } from './converter.ts';
import { type BlockEffects, LocalChain } from './local-chain.ts';
import { give, type LocalContext, outOfRange, programAt, tellAccount } from './local-context.ts';
import type { LocalDatabase, SavedNetwork } from './local-database.ts';
import { accountOf, FAUCET, genesis, type LocalSettings, type LocalState } from './local-state.ts';
import { MessageRecords } from './message-records.ts';
import type { PagedBlobStore } from './paged-blob-store.ts';
import { tellWhenSlow } from './tell-when-slow.ts';

/**
 * The local network: what a wallet, the contracts and the executors' RPC would do, on one {@link LocalChain}.
 * It lives in the coordinator worker; the page talks to it through `createLocalNetwork`. What a method does is in
 * actions/; here are the parts, their start, the clock and the events.
 */
export class LocalNetwork
  implements Omit<Network, 'id' | 'info' | 'subscribe' | 'close'>, LocalNetworkControls, LocalContext
{
  readonly engine: Engine;
  readonly store: PagedBlobStore;
  readonly emit: (event: NetworkEvent) => void;
  chain: LocalChain;
  readonly #parts: LocalNetworkParts;
  readonly #genesisChain: Uint8Array;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStatusDue = false;

  /** Goes on where `saved` ended, or starts from genesis. */
  constructor(parts: LocalNetworkParts, saved?: SavedNetwork) {
    this.#parts = parts;
    this.engine = parts.engine;
    this.store = parts.store;
    this.emit = (event) => parts.emit(event);
    this.#genesisChain = parts.engine.saveChain();
    if (saved) restore(parts, saved);
    this.chain = this.#startChain(saved?.state ?? genesis(parts.settings, seconds()), saved);
    this.#schedule();
  }

  uploadCode = (wasm: Uint8Array) => uploadCode(this, wasm);
  createProgram = (parameters: CreateProgramParameters) => createProgram(this, parameters);
  topUpExecutableBalance = (program: Hex, amount: bigint) => topUp(this, program, amount, 'topUp');
  topUpFreeBalance = (program: Hex, amount: bigint) => topUp(this, program, amount, 'freeTopUp');
  sendMessage = async (parameters: SendMessageParameters) => sendMessage(this, parameters);
  sendReply = (parameters: SendReplyParameters) => sendReply(this, parameters);
  claimValue = ({ program, messageId }: { program: Hex; messageId: Hex }) => claimValue(this, program, messageId);
  calculateReply = (parameters: CalculateReplyParameters) => calculateReply(this, parameters);
  followProgram = async (program: Hex) => programAt(this, program).summary;
  exportProgram = (program: Hex, stateHash?: Hex) => exportProgram(this, program, stateHash);
  forkProgram = (program: ProgramExport, options?: ForkOptions) => forkProgram(this, program, options);
  getProgram = (program: Hex, stateHash?: Hex, detail?: SnapshotDetail) => getProgram(this, program, stateHash, detail);
  getStates = async (program: Hex) => getStates(this, program);
  getPage = async (hash: Hex) => getPage(this, hash);
  getRecord = () => getRecord(this);

  getAccount = async () => accountOf(this.chain.state);
  getPrograms = async () => [...this.chain.state.programs.values()].map(({ summary }) => summary);
  getMessages = async () => this.chain.records.all();
  getLedger = async () => [...this.chain.ledger];
  getLogs = async () => [...this.chain.logs];
  getStatus = async () => this.#status();
  getBlockTime = async () => this.chain.state.settings.blockTime;

  async setBlockTime(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0) throw outOfRange('The block time', '0 ms or more', ms);
    this.chain.state.settings.blockTime = ms;
    this.#schedule();
    await this.chain.save();
  }

  async advance(blocks = 1): Promise<void> {
    if (!Number.isInteger(blocks) || blocks < 1)
      throw outOfRange('The number of blocks', 'a whole number from 1', blocks);
    await this.chain.advance(blocks);
    this.statusChanged();
  }

  async setExecutors(count: number): Promise<void> {
    if (!Number.isInteger(count) || count < 1 || count > 16)
      throw outOfRange('The number of executors', '1 to 16', count);
    this.chain.state.settings.executors = count;
    this.#parts.pool.resize(count);
    await this.chain.save();
  }

  async faucet(): Promise<void> {
    give(this, 'balance', FAUCET.balance);
    give(this, 'wvara', FAUCET.wvara);
    await this.chain.save();
  }

  async reset(): Promise<void> {
    const { engine, store, pool, database } = this.#parts;
    const { chain } = this;
    await chain.exclusively(async () => {
      await database?.clear();
      engine.loadChain(this.#genesisChain);
      const hashes = [...store.hashes()];
      store.clear();
      for (const executor of pool.workers()) executor.forget(hashes);
      chain.close();
      this.chain = this.#startChain(genesis(chain.state.settings, seconds()));
    });
    await this.chain.save();
    tellAccount(this);
    this.statusChanged();
  }

  /** Ends the timers; what runs ends by itself. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Tells the status soon, at most twenty times a second: an executor turns busy and idle with every message. */
  statusChanged(): void {
    if (this.#isStatusDue) return;
    this.#isStatusDue = true;
    setTimeout(() => {
      this.#isStatusDue = false;
      this.emit({ type: 'status', status: this.#status() });
    }, 50);
  }

  #startChain(state: LocalState, saved?: SavedNetwork): LocalChain {
    const { engine, store, pool, database } = this.#parts;
    return new LocalChain({
      state,
      records: new MessageRecords(saved?.messages),
      ledger: [...(saved?.ledger ?? [])],
      logs: [...(saved?.logs ?? [])],
      points: [...(saved?.points ?? [])],
      blocks: [...(saved?.blocks ?? [])],
      runner: { engine, store, pool },
      publish: (effects) => this.#publish(effects),
      commit: async (changes) => {
        if (!database) return;
        let bytes = 0;
        for (const blobs of [changes.blobs, changes.pages]) for (const { length } of blobs.values()) bytes += length;
        const tell = (work: StorageWork | null) => this.emit({ type: 'storage', work });
        await tellWhenSlow(() => database.commit(changes), { doing: 'saving', bytes }, tell);
      },
      codes: saved?.codes ?? new Map(),
      isOld: saved?.chain instanceof Uint8Array,
      ...(this.#parts.room && { room: this.#parts.room }),
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { blockTime } = this.chain.state.settings;
    if (blockTime === 0) return;
    this.#timer = setTimeout(async () => {
      try {
        await this.advance();
      } catch (error) {
        this.#parts.onFailure(AppError.revive(error));
      } finally {
        this.#schedule();
      }
    }, blockTime);
  }

  #publish({ messages, ledger, logs, summaries }: BlockEffects): void {
    for (const message of messages) this.emit({ type: 'message', message });
    for (const entry of ledger) this.emit({ type: 'ledger', entry });
    for (const log of logs) this.emit({ type: 'log', ...log });
    for (const program of summaries) this.emit({ type: 'program', program });
    tellAccount(this);
  }

  #status(): NetworkStatus {
    const { ethereum, earnings, converter } = this.chain.state;
    return {
      height: ethereum.height,
      timestamp: ethereum.timestamp,
      executors: this.#parts.pool.status().map((status) => ({ ...status, earnings: earnings[status.index] ?? 0n })),
      executorsEarnings: earnings.reduce((sum, earned) => sum + (earned ?? 0n), 0n),
      validators: [],
      connection: { state: 'connected' },
      converter: { address: converter.address, weiPerUnit: WEI_PER_UNIT, reserve: converter.wvara },
    };
  }
}

export interface LocalNetworkParts {
  engine: Engine;
  store: PagedBlobStore;
  pool: ExecutorPool<Executor>;
  /** Nothing is saved without it. */
  database?: LocalDatabase;
  /** For a new network; a saved one has its own. */
  settings: LocalSettings;
  /** Bytes that blobs may take before those of old states go. */
  room?: number;
  emit(event: NetworkEvent): void;
  /** Something failed that nobody had asked for. */
  onFailure(error: AppError): void;
}

/** @throws AppError `LOCAL_CHAIN_DAMAGED` */
function restore({ engine, store, pool }: LocalNetworkParts, saved: SavedNetwork): void {
  try {
    for (const [hash, bytes] of saved.blobs) store.write(hash, bytes);
    store.addSavedPages(saved.pages);
    for (const [codeId, code] of saved.codes) engine.addInstrumentedCode(codeId, code);
    if (saved.chain instanceof Uint8Array) engine.loadChain(saved.chain);
    else engine.loadChainEntries(saved.chain);
    // That it is all there.
    engine.beginTour();
    engine.visit([...saved.state.programs.values()].map(({ summary }) => summary.stateHash));
    engine.beginTour();
  } catch (cause) {
    throw new AppError({
      code: 'LOCAL_CHAIN_DAMAGED',
      shortMessage: 'The saved local network is damaged',
      details: AppError.revive(cause).message,
      hint: 'Reset the local network to start from an empty one.',
      cause,
    });
  }
  // A chain that is older than the converter.
  saved.state.converter ??= newConverter();
  if (!(saved.chain instanceof Uint8Array)) store.takeWritten();
  pool.resize(saved.state.settings.executors);
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
