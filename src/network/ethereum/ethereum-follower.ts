import { BlockNotFoundError } from 'viem';
import type { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { NetworkPreset } from '../presets.ts';
import { applyRequests, type LogPlace, noteCreation } from './apply-logs.ts';
import { groupLogs, pieces, readLogs, type TransactionLogs } from './chain-logs.ts';
import { explainContractError } from './contract-errors.ts';
import { type EthereumClient, pollingInterval } from './ethereum-client.ts';
import type { Contracts } from './ethereum-context.ts';
import type { EthereumHistory } from './ethereum-history.ts';
import { newProgram } from './known-program.ts';
import type { Cursor } from './network-storage.ts';
import type { Settler } from './settler.ts';

/** How far back the history of a followed program is read. */
const HISTORY_BLOCKS = 50_000;

/** ms; an unreachable RPC is asked less and less often, up to this. */
const LONGEST_PAUSE = 30_000;

/**
 * Follows Ethereum: reads the Router's and the Mirrors' logs block by block into the history, and notices
 * reorganisations. Invariant: one thing at a time reads logs, and what was read is saved before the next piece.
 */
export class EthereumFollower {
  readonly #parts: EthereumFollowerParts;
  readonly #sent = new Map<Hex, number>();
  readonly #times = new Map<number, number>();
  #queue: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #isStopped = false;
  #liveFrom = Number.POSITIVE_INFINITY;
  readonly #first = Promise.withResolvers<void>();
  /** Resolves when Ethereum was looked at for the first time, in vain or not. */
  readonly firstLook: Promise<void> = this.#first.promise;
  head: EthereumHead | undefined;
  /** Why Ethereum cannot be read; undefined while it can. */
  problem: AppError | undefined;

  constructor(parts: EthereumFollowerParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#loop();
  }

  stop(): void {
    this.#isStopped = true;
    this.#first.resolve();
    clearTimeout(this.#timer);
  }

  /** Notes that this client sent a transaction, so that its messages carry the time of that. */
  noteSent(transaction: Hex): void {
    this.#sent.set(transaction, Date.now());
  }

  /** Reads the logs up to the newest block, which is at least `height`. @throws what the RPC failed with */
  caughtUp(height = 0): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#parts.history.cursor && this.#parts.history.cursor.height >= height && height > 0) return;
      await this.#sync();
    });
  }

  /** Lists a program from now on, with its history from block `since` on (the latest {@link HISTORY_BLOCKS} by default). */
  follow(program: Hex, codeId: Hex, since?: number): Promise<void> {
    return this.#exclusively(async () => {
      const { history } = this.#parts;
      if (history.programs.has(program)) return;
      noteCreation(history, program, codeId);
      await this.#readBack(program, since);
      await history.save();
    });
  }

  /** Runs `action` while no logs are read. */
  exclusively<Result>(action: () => Promise<Result>): Promise<Result> {
    return this.#exclusively(action);
  }

  async #loop(): Promise<void> {
    try {
      await this.#exclusively(() => this.#sync());
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      this.problem = explainContractError(error);
      this.#parts.onFailure(this.problem);
    }
    this.#first.resolve();
    if (this.#isStopped) return;
    const pause = pollingInterval(this.#parts.preset) * 2 ** Math.min(this.#failures, 8);
    this.#timer = setTimeout(() => void this.#loop(), Math.min(pause, LONGEST_PAUSE));
  }

  async #sync(): Promise<void> {
    const { client, history, preset } = this.#parts;
    const [head, final] = await Promise.all([client.getBlock(), this.#finalHeight()]);
    const height = Number(head.number);
    const isNewHead = this.head?.hash !== head.hash;
    this.head = { height, hash: head.hash, timestamp: Number(head.timestamp) };
    this.problem = undefined;
    if (history.cursor && !(await this.#isCanonical(history.cursor))) await this.#reorganise();
    if (this.#liveFrom === Number.POSITIVE_INFINITY) this.#liveFrom = height;
    if (!history.cursor && !preset.isDevelopment) history.advance({ height, hash: head.hash });
    const from = history.cursor ? history.cursor.height + 1 : 0;
    for (const piece of pieces(from, height)) {
      await this.#read(piece);
      const hash = piece.to === height ? head.hash : (await client.getBlock({ blockNumber: BigInt(piece.to) })).hash;
      history.advance({ height: piece.to, hash });
      await history.save();
    }
    if (!isNewHead) return;
    if (final !== undefined) history.finalize(final, Date.now());
    await this.#parts.onHead(this.head);
    await history.save();
  }

  async #read(piece: { from: number; to: number }): Promise<void> {
    const { client, history, preset, settler } = this.#parts;
    const contracts = await this.#parts.contracts();
    const commonLogs = await readLogs(client, commonContracts(contracts), piece);
    if (preset.isDevelopment) {
      for (const group of groupLogs(commonLogs, contracts, () => false)) this.#noteCreations(group);
    }
    const mirrorLogs = await readLogs(client, [...history.programs.keys()], piece);
    const groups = groupLogs([...commonLogs, ...mirrorLogs], contracts, (address) => history.programs.has(address));
    for (const group of groups) {
      const place = await this.#placeOf(group);
      const transitions = applyRequests(history, group, place, this.#sent.get(group.transaction));
      await settler.apply(group, place, transitions);
    }
  }

  /** Reads the latest history of one program up to the cursor; what is after it comes with everybody's. */
  async #readBack(program: Hex, since?: number): Promise<void> {
    const { client, history, settler } = this.#parts;
    const contracts = await this.#parts.contracts();
    const to = history.cursor?.height ?? -1;
    for (const piece of pieces(since ?? Math.max(0, to - HISTORY_BLOCKS), to)) {
      const logs = await readLogs(client, [program], piece);
      if (logs.length === 0) continue;
      const commonLogs = await readLogs(client, commonContracts(contracts), piece);
      const groups = groupLogs([...logs, ...commonLogs], contracts, (it) => it === program);
      for (const group of groups.filter(({ mirrors }) => mirrors.size > 0)) {
        const place = await this.#placeOf(group);
        await settler.apply(group, place, applyRequests(history, group, place, undefined));
      }
    }
  }

  #noteCreations({ router }: TransactionLogs): void {
    for (const event of router) {
      if (event.eventName !== 'ProgramCreated') continue;
      noteCreation(this.#parts.history, event.args.actorId.toLowerCase() as Hex, event.args.codeId);
    }
  }

  async #reorganise(): Promise<void> {
    const { history } = this.#parts;
    const later = await history.rollBack((cursor) => this.#isCanonical(cursor));
    this.#times.clear();
    for (const { program, codeId } of later) {
      history.programs.set(program, newProgram(program, codeId));
      await this.#readBack(program);
    }
  }

  async #isCanonical({ height, hash }: Cursor): Promise<boolean> {
    try {
      return (await this.#parts.client.getBlock({ blockNumber: BigInt(height) })).hash === hash;
    } catch (error) {
      // Beyond the head: the chain has become shorter.
      if (error instanceof BlockNotFoundError) return false;
      throw error;
    }
  }

  async #finalHeight(): Promise<number | undefined> {
    try {
      return Number((await this.#parts.client.getBlock({ blockTag: 'finalized' })).number);
    } catch (error) {
      // A chain that has no final block yet.
      if (error instanceof BlockNotFoundError) return undefined;
      throw error;
    }
  }

  async #placeOf({ block, transaction }: TransactionLogs): Promise<LogPlace> {
    if (block > this.#liveFrom) return { block, transaction, at: Date.now() };
    let at = this.#times.get(block);
    if (at === undefined) {
      at = 1000 * Number((await this.#parts.client.getBlock({ blockNumber: BigInt(block) })).timestamp);
      this.#times.set(block, at);
    }
    return { block, transaction, at };
  }

  #exclusively<Result>(action: () => Promise<Result>): Promise<Result> {
    const done = this.#queue.then(action);
    this.#queue = done.catch(() => {});
    return done;
  }
}

/** Those whose logs are about more than one program. */
function commonContracts({ router, converter }: Contracts): Hex[] {
  return converter ? [router, converter.address] : [router];
}

export interface EthereumHead {
  height: number;
  hash: Hex;
  /** Seconds since the epoch. */
  timestamp: number;
}

export interface EthereumFollowerParts {
  client: EthereumClient;
  preset: NetworkPreset;
  history: EthereumHistory;
  settler: Settler;
  contracts(): Promise<Contracts>;
  /** A new head was read, with all its logs. */
  onHead(head: EthereumHead): Promise<void>;
  onFailure(problem: AppError): void;
}
