import type { BlockEvent, Engine } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import type { Executor } from '../../executor/executor.ts';
import type { ExecutorPool } from '../../executor/executor-pool.ts';
import { earnings } from '../../ledger/earnings.ts';
import { AppError } from '../../shared/app-error.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';
import type {
  Account,
  CalculateReplyParameters,
  CalculateReplyResult,
  CreateProgramParameters,
  LedgerEntry,
  LocalNetworkControls,
  MessageRecord,
  Network,
  NetworkEvent,
  NetworkStatus,
  ProgramLog,
  ProgramSnapshot,
  ProgramSummary,
  SendMessageParameters,
  SendReplyParameters,
  UploadCodeResult,
} from '../network.ts';
import {
  actorId,
  addressOfActor,
  canonicalMessageId,
  injectedMessageId,
  programAddress,
  replyId,
} from './identifiers.ts';
import { type BlockEffects, LocalChain } from './local-chain.ts';
import type { LocalDatabase, SavedNetwork } from './local-database.ts';
import { accountOf, FAUCET, genesis, type LocalProgram, type LocalSettings, type LocalState } from './local-state.ts';
import { MessageRecords } from './message-records.ts';
import { summaryOf } from './record-states.ts';
import { payMirror, referenceBlock } from './simulated-ethereum.ts';

/**
 * The local network: what a wallet, the contracts and the executors' RPC would do, on one {@link LocalChain}.
 * It lives in the coordinator worker; the page talks to it through `createLocalNetwork`.
 */
export class LocalNetwork implements Omit<Network, 'id' | 'subscribe'>, LocalNetworkControls {
  readonly #parts: LocalNetworkParts;
  readonly #genesisChain: Uint8Array;
  #chain: LocalChain;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStatusDue = false;

  /** Goes on where `saved` ended, or starts from genesis. */
  constructor(parts: LocalNetworkParts, saved?: SavedNetwork) {
    this.#parts = parts;
    this.#genesisChain = parts.engine.saveChain();
    if (saved) restore(parts, saved);
    const state = saved?.state ?? genesis(parts.settings, Math.floor(Date.now() / 1000));
    this.#chain = this.#start(state, saved);
    this.#schedule();
  }

  async uploadCode(wasm: Uint8Array): Promise<UploadCodeResult> {
    const { engine } = this.#parts;
    const result = await this.#chain.exclusively(() => engine.addCode(wasm));
    if (result.status === 'refused') return { status: 'refused', codeId: result.codeId, reason: result.error };
    const { codeId, originalLen, instrumentedLen } = result;
    const instrumented = engine.getInstrumentedCode(codeId);
    if (instrumented) await this.#chain.save({ codeId, instrumented });
    return { status: 'valid', codeId, originalLength: originalLen, instrumentedLength: instrumentedLen };
  }

  async createProgram({ codeId, salt }: CreateProgramParameters): Promise<{ program: Hex }> {
    if (!this.#parts.engine.getInstrumentedCode(codeId)) {
      throw new AppError({
        code: 'UNKNOWN_CODE',
        shortMessage: 'The program cannot be created: its code has not been uploaded',
        details: `Code id ${codeId}`,
        hint: 'Upload the code first.',
      });
    }
    const program = programAddress(codeId, salt ?? bytesToHex(crypto.getRandomValues(new Uint8Array(32))));
    const { programs } = this.#state;
    if (programs.has(program)) {
      throw new AppError({
        code: 'PROGRAM_EXISTS',
        shortMessage: 'A program with this code and salt exists already',
        details: program,
        hint: 'Use another salt.',
      });
    }
    programs.set(program, newProgram(program, codeId));
    await this.#chain.arrive({
      event: { type: 'create', program: actorId(program), codeId },
      undo: () => programs.delete(program),
    });
    return { program };
  }

  async topUpExecutableBalance(program: Hex, amount: bigint): Promise<void> {
    await this.#topUp(program, amount, 'topUp');
  }

  async topUpFreeBalance(program: Hex, amount: bigint): Promise<void> {
    await this.#topUp(program, amount, 'freeTopUp');
  }

  sendMessage(parameters: SendMessageParameters): Promise<{ id: Hex }> {
    return parameters.route === 'injected' ? this.#sendInjected(parameters) : this.#sendCanonical(parameters);
  }

  async sendReply({ program, repliedTo, payload, value }: SendReplyParameters): Promise<{ id: Hex }> {
    checkPayload(payload);
    const id = await this.#answer(program, repliedTo, payload, value, (ids) => {
      const body = { payload: bytesToHex(payload), value: value.toString() };
      return { type: 'reply', ...ids, ...body };
    });
    return { id };
  }

  async claimValue({ program, messageId }: { program: Hex; messageId: Hex }): Promise<void> {
    await this.#answer(program, messageId, new Uint8Array(), 0n, (ids) => ({ type: 'claim', ...ids }));
  }

  async calculateReply({ program, payload, value }: CalculateReplyParameters): Promise<CalculateReplyResult> {
    this.#program(program);
    const output = await this.#chain.preview({
      program: actorId(program),
      source: actorId(this.#state.account.address),
      payload: bytesToHex(payload),
      value: value.toString(),
    });
    if (output.status === 'noReply') {
      throw new AppError({
        code: 'NO_REPLY',
        shortMessage: 'The program gave no reply to the query',
        details: output.reason,
        hint: 'Send it as a message if it has to wait for something.',
      });
    }
    const { reply, gasBurned } = output;
    return { reply: { ...reply, payload: hexToBytes(reply.payload), value: BigInt(reply.value) }, gasBurned };
  }

  async getAccount(): Promise<Account> {
    return accountOf(this.#state);
  }

  async getPrograms(): Promise<ProgramSummary[]> {
    return [...this.#state.programs.values()].map(({ summary }) => summary);
  }

  async getProgram(program: Hex, stateHash?: Hex): Promise<ProgramSnapshot> {
    const { summary } = this.#program(program);
    const hash = stateHash ?? summary.stateHash;
    return this.#chain.exclusively(() => {
      const { engine, store } = this.#parts;
      if (!store.has(hash)) {
        throw new AppError({
          code: 'UNKNOWN_STATE',
          shortMessage: 'This state of the program is not known here',
          details: hash,
        });
      }
      const state = engine.inspectState(hash);
      return {
        ...summaryOf(summary.program, summary.codeId, state),
        canonicalQueue: state.canonicalQueue,
        injectedQueue: state.injectedQueue,
        pages: state.pages.map(([index, hash]) => ({ index, hash })),
        mailbox: engine.inspectMailbox(hash).map(({ destination, payload, value, ...entry }) => ({
          ...entry,
          destination: addressOfActor(destination),
          payload: hexToBytes(payload),
          value: BigInt(value),
        })),
        waitlist: engine.inspectWaitlist(hash),
      };
    });
  }

  async getMessages(): Promise<MessageRecord[]> {
    return this.#chain.records.all();
  }

  async getLedger(): Promise<LedgerEntry[]> {
    return [...this.#chain.ledger];
  }

  async getLogs(): Promise<ProgramLog[]> {
    return [...this.#chain.logs];
  }

  async getStatus(): Promise<NetworkStatus> {
    return this.#status();
  }

  async setBlockTime(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0) throw outOfRange('The block time', '0 ms or more', ms);
    this.#state.settings.blockTime = ms;
    this.#schedule();
    await this.#chain.save();
  }

  async getBlockTime(): Promise<number> {
    return this.#state.settings.blockTime;
  }

  async advance(blocks = 1): Promise<void> {
    if (!Number.isInteger(blocks) || blocks < 1)
      throw outOfRange('The number of blocks', 'a whole number from 1', blocks);
    await this.#chain.advance(blocks);
    this.#tellStatus();
  }

  async setExecutors(count: number): Promise<void> {
    if (!Number.isInteger(count) || count < 1 || count > 16)
      throw outOfRange('The number of executors', '1 to 16', count);
    this.#state.settings.executors = count;
    this.#parts.pool.resize(count);
    await this.#chain.save();
  }

  async faucet(): Promise<void> {
    this.#state.account.balance += FAUCET.balance;
    this.#state.account.wvara += FAUCET.wvara;
    this.#tellAccount();
    await this.#chain.save();
  }

  async reset(): Promise<void> {
    const { engine, store, pool, database } = this.#parts;
    const { settings } = this.#state;
    await this.#chain.exclusively(async () => {
      await database?.clear();
      engine.loadChain(this.#genesisChain);
      const hashes = [...store.hashes()];
      store.clear();
      await Promise.all(pool.workers().map((worker) => worker.forget(hashes)));
      this.#chain.close();
      this.#chain = this.#start(genesis(settings, Math.floor(Date.now() / 1000)));
    });
    await this.#chain.save();
    this.#tellAccount();
    this.#tellStatus();
  }

  /** Ends the timers; what runs ends by itself. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** To be called when an executor started, became busy or idle. */
  executorsChanged(): void {
    this.#tellStatus();
  }

  get #state(): LocalState {
    return this.#chain.state;
  }

  #start(state: LocalState, saved?: SavedNetwork): LocalChain {
    const { engine, store, pool, database } = this.#parts;
    return new LocalChain({
      state,
      records: new MessageRecords(saved?.messages),
      ledger: [...(saved?.ledger ?? [])],
      logs: [...(saved?.logs ?? [])],
      runner: { engine, store, pool },
      publish: (effects) => this.#publish(effects),
      commit: async (changes) => database?.commit(changes),
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { blockTime } = this.#state.settings;
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

  async #sendCanonical({ program, payload, value, callReply = false }: SendMessageParameters): Promise<{ id: Hex }> {
    const recipient = this.#program(program);
    checkPayload(payload);
    const { account } = this.#state;
    this.#spend('balance', value);
    const id = canonicalMessageId(recipient.summary.program, recipient.nonce++);
    this.#announce({
      id,
      program: recipient.summary.program,
      source: account.address,
      route: 'canonical',
      payload,
      value,
    });
    await this.#chain.arrive({
      event: {
        type: 'message',
        program: actorId(program),
        id,
        source: actorId(account.address),
        payload: bytesToHex(payload),
        value: value.toString(),
        callReply,
      },
      undo: (error) => this.#refuse(id, value, error),
    });
    return { id };
  }

  async #sendInjected({ program: address, payload, value }: SendMessageParameters): Promise<{ id: Hex }> {
    const { program } = this.#program(address).summary;
    const { account, ethereum } = this.#state;
    const reference = referenceBlock(ethereum);
    const transaction = {
      destination: program,
      payload: bytesToHex(payload),
      value,
      referenceBlock: reference.hash,
      salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    };
    const id = injectedMessageId(transaction);
    this.#announce({ id, program, source: account.address, route: 'injected', payload, value });
    const pooled = { ...transaction, id, program, source: account.address, referenceHeight: reference.height };
    const refusal = this.#chain.mempool.insert(pooled, ethereum.height);
    if (refusal) this.#chain.records.update(id, { status: 'refused', reason: refusal });
    await this.#chain.review();
    return { id };
  }

  /** A reply to, or a claim of, a message in the program's mailbox. */
  async #answer(
    address: Hex,
    repliedTo: Hex,
    payload: Uint8Array,
    value: bigint,
    event: (ids: { program: Hex; repliedTo: Hex; source: Hex }) => BlockEvent,
  ): Promise<Hex> {
    const { program } = this.#program(address).summary;
    const source = this.#state.account.address;
    const { mailbox } = await this.getProgram(program);
    if (!mailbox.some(({ messageId, destination }) => messageId === repliedTo && destination === source)) {
      throw new AppError({
        code: 'NOT_IN_MAILBOX',
        shortMessage: 'The message does not lie in the mailbox',
        details: `Message ${repliedTo} of program ${program} for ${source}`,
        hint: 'It may have been answered, claimed or have expired.',
      });
    }
    this.#spend('balance', value);
    const id = replyId(repliedTo);
    this.#announce({ id, program, source, route: 'reply', payload, value });
    await this.#chain.arrive({
      event: event({ program: actorId(program), repliedTo, source: actorId(source) }),
      undo: (error) => this.#refuse(id, value, error),
    });
    return id;
  }

  async #topUp(address: Hex, amount: bigint, kind: 'topUp' | 'freeTopUp'): Promise<void> {
    const { program } = this.#program(address).summary;
    if (amount <= 0n) throw outOfRange('The amount of a top-up', 'more than 0', amount);
    const coin = kind === 'topUp' ? 'wvara' : 'balance';
    this.#spend(coin, amount);
    if (kind === 'freeTopUp') payMirror(this.#state.ethereum, actorId(program), amount);
    await this.#chain.arrive({
      event: {
        type: kind === 'topUp' ? 'topUp' : 'ownedTopUp',
        program: actorId(program),
        value: amount.toString(),
      },
      ledger: { program, kind, amount },
      undo: () => {
        this.#state.account[coin] += amount;
        if (kind === 'freeTopUp') payMirror(this.#state.ethereum, actorId(program), -amount);
        this.#tellAccount();
      },
    });
  }

  #announce(message: Pick<MessageRecord, 'id' | 'program' | 'source' | 'route' | 'payload' | 'value'>): void {
    const record: MessageRecord = { ...message, status: 'queued', sentAt: Date.now(), outgoing: [] };
    this.#chain.records.set(record);
    this.#parts.emit({ type: 'message', message: record });
  }

  #refuse(id: Hex, value: bigint, error: unknown): void {
    this.#state.account.balance += value;
    this.#chain.records.update(id, { status: 'refused', reason: AppError.revive(error).message });
    this.#tellAccount();
  }

  #program(address: Hex): LocalProgram {
    const program = this.#state.programs.get(address.toLowerCase() as Hex);
    if (program) return program;
    throw new AppError({
      code: 'UNKNOWN_PROGRAM',
      shortMessage: 'There is no such program on the local network',
      details: address,
      hint: 'Deploy it here first; programs of other networks are not known.',
    });
  }

  #spend(coin: 'balance' | 'wvara', amount: bigint): void {
    const { account } = this.#state;
    if (amount < 0n) throw outOfRange('An amount', '0 or more', amount);
    if (account[coin] < amount) {
      const name = coin === 'wvara' ? 'WVARA' : 'ETH';
      throw new AppError({
        code: 'INSUFFICIENT_FUNDS',
        shortMessage: `The account has not enough ${name}`,
        details: `${amount} units are needed, ${account[coin]} are there.`,
        hint: 'Use the faucet.',
      });
    }
    account[coin] -= amount;
    if (amount > 0n) this.#tellAccount();
  }

  #publish({ messages, ledger, logs, summaries }: BlockEffects): void {
    const { emit } = this.#parts;
    for (const message of messages) emit({ type: 'message', message });
    for (const entry of ledger) emit({ type: 'ledger', entry });
    for (const log of logs) emit({ type: 'log', ...log });
    for (const program of summaries) emit({ type: 'program', program });
    this.#tellAccount();
  }

  #tellAccount(): void {
    this.#parts.emit({ type: 'account', account: accountOf(this.#state) });
  }

  /** At most twenty times a second: an executor turns busy and idle with every message. */
  #tellStatus(): void {
    if (this.#isStatusDue) return;
    this.#isStatusDue = true;
    setTimeout(() => {
      this.#isStatusDue = false;
      this.#parts.emit({ type: 'status', status: this.#status() });
    }, 50);
  }

  #status(): NetworkStatus {
    const { ethereum, earnings: earned } = this.#state;
    return {
      height: ethereum.height,
      timestamp: ethereum.timestamp,
      executors: this.#parts.pool.status().map((status) => ({ ...status, earnings: earned[status.index] ?? 0n })),
      executorsEarnings: earnings(this.#chain.ledger),
    };
  }
}

export interface LocalNetworkParts {
  engine: Engine;
  store: BlobStore;
  pool: ExecutorPool<Executor>;
  /** Nothing is saved without it. */
  database?: LocalDatabase;
  /** For a new network; a saved one has its own. */
  settings: LocalSettings;
  emit(event: NetworkEvent): void;
  /** Something failed that nobody had asked for. */
  onFailure(error: AppError): void;
}

/** @throws AppError `LOCAL_CHAIN_DAMAGED` */
function restore({ engine, store, pool }: LocalNetworkParts, saved: SavedNetwork): void {
  try {
    for (const [hash, bytes] of saved.blobs) store.write(hash, bytes);
    for (const [codeId, code] of saved.codes) engine.addInstrumentedCode(codeId, code);
    engine.loadChain(saved.chain);
    for (const { summary } of saved.state.programs.values()) engine.reachableBlobs(summary.stateHash);
  } catch (cause) {
    throw new AppError({
      code: 'LOCAL_CHAIN_DAMAGED',
      shortMessage: 'The saved local network is damaged',
      details: AppError.revive(cause).message,
      hint: 'Reset the local network to start from an empty one.',
      cause,
    });
  }
  store.takeWritten();
  pool.resize(saved.state.settings.executors);
}

function newProgram(program: Hex, codeId: Hex): LocalProgram {
  const balances = { executableBalance: 0n, freeBalance: 0n };
  const stateHash: Hex = `0x${'00'.repeat(32)}`;
  return {
    summary: { program, codeId, status: 'uninitialized', stateHash, ...balances },
    nonce: 0,
    requiresInitMessage: true,
  };
}

const MAX_PAYLOAD_SIZE = 8 * 1024 * 1024;

function checkPayload(payload: Uint8Array): void {
  if (payload.length > MAX_PAYLOAD_SIZE) throw outOfRange('The size of a payload', 'at most 8 MiB', payload.length);
}

function outOfRange(what: string, allowed: string, given: number | bigint): AppError {
  return new AppError({
    code: 'OUT_OF_RANGE',
    shortMessage: `${what} must be ${allowed}`,
    details: `It was ${given}.`,
  });
}
