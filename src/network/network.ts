import type { Hex } from '../shared/hex.ts';

/**
 * The one interface through which everything above it (views, stores, scenario runner) talks to a chain.
 * `network/local` and `network/ethereum` implement it; nobody else knows which of them is behind it.
 *
 * Units: gas in gas; `value` and Free Balance in wei (18 decimals); Executable Balance in WVARA units
 * (12 decimals); time in ms since the epoch unless said otherwise. Actor ids of programs and users are
 * 20-byte addresses in `0x…` lower case; message ids, code ids and hashes are 32 bytes.
 */
export interface Network {
  readonly id: NetworkId;

  /** Registers a program's code. A refused code is a value, not an exception. */
  uploadCode(wasm: Uint8Array): Promise<UploadCodeResult>;
  /** Creates a program from an uploaded code. It does nothing until its first (init) message. */
  createProgram(parameters: CreateProgramParameters): Promise<{ program: Hex }>;
  /** Adds WVARA to the Executable Balance, out of which the program pays for its execution. */
  topUpExecutableBalance(program: Hex, amount: bigint): Promise<void>;
  /** Adds wei to the Free Balance (the value the program owns). */
  topUpFreeBalance(program: Hex, amount: bigint): Promise<void>;
  /** Sends a message; its further life arrives through {@link subscribe} as changes of one {@link MessageRecord}. */
  sendMessage(parameters: SendMessageParameters): Promise<{ id: Hex }>;
  /** Replies to a message that waits in the program's mailbox for `account`. */
  sendReply(parameters: SendReplyParameters): Promise<{ id: Hex }>;
  /** Claims the value of a message in the mailbox. */
  claimValue(parameters: { program: Hex; messageId: Hex }): Promise<void>;
  /** What the program would answer now; changes nothing and costs nothing. Used for queries and previews. */
  calculateReply(parameters: CalculateReplyParameters): Promise<CalculateReplyResult>;

  /** The account that signs and pays. */
  getAccount(): Promise<Account>;
  getPrograms(): Promise<ProgramSummary[]>;
  /**
   * The decoded state: the latest, or the one that `stateHash` (of {@link Execution}) names, for looking back.
   * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`
   */
  getProgram(program: Hex, stateHash?: Hex): Promise<ProgramSnapshot>;
  /** All messages known to this client, oldest first. */
  getMessages(): Promise<MessageRecord[]>;
  /** Every movement of balances known to this client, oldest first; survives a reload like the messages. */
  getLedger(): Promise<LedgerEntry[]>;
  /** What programs printed (`gr_debug`), oldest first. */
  getLogs(): Promise<ProgramLog[]>;
  /** The network's clock and its executors. */
  getStatus(): Promise<NetworkStatus>;

  /** Calls `listener` for every change from now on; the returned function ends it. */
  subscribe(listener: (event: NetworkEvent) => void): () => void;
}

export type NetworkId = 'local' | 'devnet' | 'hoodi' | 'ethereum';

export type UploadCodeResult =
  | { status: 'valid'; codeId: Hex; originalLength: number; instrumentedLength: number }
  /** `reason` is the runtime's own error, as Rust's Debug prints it. */
  | { status: 'refused'; codeId: Hex; reason: string };

export interface CreateProgramParameters {
  codeId: Hex;
  /** 32 bytes; random when absent. */
  salt?: Hex;
}

export interface SendMessageParameters {
  program: Hex;
  payload: Uint8Array;
  /** wei; must be 0 for an injected message. */
  value: bigint;
  /**
   * `canonical`: through Ethereum (the Mirror). `injected`: straight to the executors, which answer with a
   * pre-confirmation; kept in the pool while the Executable Balance is below 0.2 WVARA.
   */
  route: MessageRoute;
  /** Whether the reply is to come back as a call of the sender (canonical only). */
  callReply?: boolean;
}

export type MessageRoute = 'canonical' | 'injected';

export interface SendReplyParameters {
  program: Hex;
  repliedTo: Hex;
  payload: Uint8Array;
  value: bigint;
}

export interface CalculateReplyParameters {
  program: Hex;
  payload: Uint8Array;
  value: bigint;
}

export interface CalculateReplyResult {
  reply: Reply;
  gasBurned: number;
}

export interface Account {
  address: Hex;
  /** wei */
  balance: bigint;
  /** WVARA, 12 decimals */
  wvara: bigint;
}

/** `uninitialized`: created, but has had no successful init message yet. */
export type ProgramStatus = 'uninitialized' | 'active' | 'exited' | 'terminated';

export interface ProgramSummary {
  program: Hex;
  codeId: Hex;
  status: ProgramStatus;
  /** The hash of the program's whole state: what the executors agree on and what its Mirror stores. */
  stateHash: Hex;
  /** WVARA, 12 decimals */
  executableBalance: bigint;
  /** wei */
  freeBalance: bigint;
}

export interface ProgramSnapshot extends ProgramSummary {
  canonicalQueue: number;
  injectedQueue: number;
  /** Gear pages (16 KiB) that hold data, with the hash of each. */
  pages: { index: number; hash: Hex }[];
  mailbox: MailboxEntry[];
  /** Messages that wait inside the program (`wait`, awaiting a reply). */
  waitlist: { messageId: Hex; expiryHeight: number }[];
}

export interface MailboxEntry {
  messageId: Hex;
  /** For whom it lies there. */
  destination: Hex;
  payload: Uint8Array;
  /** wei */
  value: bigint;
  expiryHeight: number;
}

export interface Reply {
  payload: Uint8Array;
  /** wei */
  value: bigint;
  /** 4 bytes, e.g. `0x00010000` */
  code: Hex;
  /** The code in words, e.g. `Success(Manual)` */
  codeText: string;
}

/** A message's way: accepted → (waiting) → executed and pre-confirmed → settled → final; or refused. */
export type MessageStatus = 'queued' | 'waiting' | 'preConfirmed' | 'settled' | 'final' | 'refused';

export interface MessageRecord {
  id: Hex;
  program: Hex;
  source: Hex;
  route: MessageRoute | 'reply';
  payload: Uint8Array;
  /** wei */
  value: bigint;
  status: MessageStatus;
  /** Why it waits or was refused, for a person. Present with `waiting` and `refused`. */
  reason?: string;
  sentAt: number;
  preConfirmedAt?: number;
  settledAt?: number;
  /** The (simulated) Ethereum block that settled it. */
  settledBlock?: number;
  finalAt?: number;
  execution?: Execution;
  reply?: Reply;
  /** What the program sent while it handled this message (not the reply), events included. */
  outgoing: OutgoingMessage[];
  /** The message that caused this one, for messages between programs. */
  causedBy?: Hex;
}

export interface Execution {
  /** Rust's Debug text of the dispatch outcome, e.g. `Success`. */
  outcome: string;
  gasBurned: number;
  /** Whether the gas was taken from the Executable Balance (gas × 100). */
  charged: boolean;
  /** WVARA units taken. */
  cost: bigint;
  stateHashBefore: Hex;
  stateHashAfter: Hex;
  /** The executor (worker) that ran it, from 0. */
  executor: number;
  /** When it began and how long the whole queue run took, ms. */
  startedAt: number;
  duration: number;
  height: number;
}

export interface OutgoingMessage {
  id: Hex;
  destination: Hex;
  payload: Uint8Array;
  value: bigint;
}

export interface NetworkStatus {
  /** Height of the (simulated) Ethereum. */
  height: number;
  /** Seconds since the epoch of that block. */
  timestamp: number;
  executors: ExecutorStatus[];
  /** Σ gas × 100 earned by executors, WVARA units. */
  executorsEarnings: bigint;
}

export interface ExecutorStatus {
  index: number;
  state: 'starting' | 'idle' | 'busy';
  runs: number;
  /** WVARA units earned by this executor's runs. */
  earnings: bigint;
}

export type NetworkEvent =
  | { type: 'message'; message: MessageRecord }
  | { type: 'program'; program: ProgramSummary }
  | { type: 'account'; account: Account }
  | { type: 'status'; status: NetworkStatus }
  | { type: 'ledger'; entry: LedgerEntry }
  | ({ type: 'log' } & ProgramLog);

/** A line of a program's debug output (`gr_debug`). */
export interface ProgramLog {
  program: Hex;
  messageId: Hex;
  text: string;
  /** ms since the epoch */
  at: number;
}

/** One movement of a program's balances; their sum is the balance. */
export interface LedgerEntry {
  at: number;
  program: Hex;
  kind: 'topUp' | 'burn' | 'freeTopUp' | 'valueIn' | 'valueOut';
  /** Signed; WVARA units for `topUp` and `burn`, wei for the others. */
  amount: bigint;
  /** The message that caused it. */
  messageId?: Hex;
  gasBurned?: number;
}

/** Controls that only a simulated chain has. */
export interface LocalNetworkControls {
  /** ms between (simulated) Ethereum blocks; 0 = by hand with {@link advance}. Default 12,000. */
  setBlockTime(ms: number): Promise<void>;
  getBlockTime(): Promise<number>;
  /** Makes `blocks` Ethereum blocks at once. */
  advance(blocks?: number): Promise<void>;
  /** 1–16. */
  setExecutors(count: number): Promise<void>;
  /** Gives the account ETH and WVARA. */
  faucet(): Promise<void>;
  /** Forgets everything and starts from genesis. */
  reset(): Promise<void>;
}
