import type { BlockEvent, GasSplit } from '../engine/engine.ts';
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
  readonly info: NetworkInfo;

  /**
   * Registers a program's code; one that is registered already costs nothing. A refused code is a value, not an exception.
   * On Ethereum it takes until the validators have looked at it.
   */
  uploadCode(wasm: Uint8Array): Promise<UploadCodeResult>;
  /** Creates a program from an uploaded code. It does nothing until its first (init) message. */
  createProgram(parameters: CreateProgramParameters): Promise<{ program: Hex }>;
  /**
   * Lists a program that somebody else created, from now on and after a reload too.
   * @throws AppError `UNKNOWN_PROGRAM`
   */
  followProgram(program: Hex): Promise<ProgramSummary>;
  /**
   * Code and whole state of a program, to run it elsewhere: as it is, or as it was in an earlier state.
   * @throws AppError `UNKNOWN_PROGRAM`, `STATE_UNREADABLE` where no node tells it, `UNKNOWN_STATE`, `CODE_UNREADABLE`
   */
  exportProgram(program: Hex, stateHash?: Hex): Promise<ProgramExport>;
  /** Adds WVARA to the Executable Balance, out of which the program pays for its execution. */
  topUpExecutableBalance(program: Hex, amount: bigint): Promise<void>;
  /** Adds wei to the Free Balance (the value the program owns). */
  topUpFreeBalance(program: Hex, amount: bigint): Promise<void>;
  /** Sends a message; its further life arrives through {@link subscribe} as changes of one {@link MessageRecord}. */
  sendMessage(parameters: SendMessageParameters): Promise<{ id: Hex }>;
  /** Replies to a message that waits in the program's mailbox for `account`. */
  sendReply(parameters: SendReplyParameters): Promise<{ id: Hex }>;
  /** Claims the value of a message in the mailbox that lies there for `account`, or on Ethereum for the converter. */
  claimValue(parameters: { program: Hex; messageId: Hex }): Promise<void>;
  /**
   * What the program would answer now, or would have answered in an earlier state; changes nothing and costs nothing.
   * Used for queries and previews.
   * @throws AppError `UNKNOWN_PROGRAM`, `NO_REPLY`, `UNKNOWN_STATE`; `STATE_UNREADABLE` where an earlier state cannot be
   *   asked
   */
  calculateReply(parameters: CalculateReplyParameters): Promise<CalculateReplyResult>;

  /** The account that signs and pays; null while no wallet is connected. */
  getAccount(): Promise<Account | null>;
  getPrograms(): Promise<ProgramSummary[]>;
  /**
   * The decoded state: the latest, or the one that `stateHash` (of {@link StatePoint}) names, for looking back.
   * `withoutPages`: {@link ProgramSnapshot.pages} may be empty, so that it takes the same time however large the memory is.
   * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`
   */
  getProgram(program: Hex, stateHash?: Hex, detail?: SnapshotDetail): Promise<ProgramSnapshot>;
  /**
   * The states that a program went through, as far as they are known to this client, oldest first; the last is the
   * present one. On Ethereum, the states that were settled.
   * @throws AppError `UNKNOWN_PROGRAM`
   */
  getStates(program: Hex): Promise<StatePoint[]>;
  /**
   * The bytes of a page of memory (16 KiB) by its hash in {@link ProgramSnapshot.pages}.
   * @throws AppError `UNKNOWN_STATE` when they are not there (any more)
   */
  getPage(hash: Hex): Promise<Uint8Array>;
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

  /**
   * Puts a contract without constructor arguments on Ethereum, such as a program's Solidity interface; not on the local network.
   * @param bytecode what creates it
   */
  deployContract?(bytecode: Uint8Array): Promise<{ address: Hex }>;
  /** Gives the account ETH and WVARA, where the network has a faucet of its own. */
  faucet?(): Promise<void>;
  /** Ends connections and workers; what was acknowledged stays. */
  close(): void;
}

export type NetworkId = 'local' | 'devnet' | 'hoodi' | 'ethereum';

export interface NetworkInfo {
  id: NetworkId;
  /** For people, e.g. `Hoodi testnet`. */
  name: string;
  /** EIP-155; null: there is no Ethereum behind it. */
  chainId: number | null;
  /** Where addresses and transactions can be looked up, without a slash at the end; null: nowhere. */
  explorer: string | null;
  /** The contracts, as far as they are known; null on the local network. */
  router: Hex | null;
  /** The WVARA token, as far as it is known. */
  wrappedVara?: Hex;
  /** Ethereum's JSON-RPC, for the snippets that a program's page exports; null on the local network. */
  rpc: string | null;
  /** A page that gives test coins; null: there is none. */
  faucetPage: string | null;
}

/** A program's code and state, apart from any chain. */
export interface ProgramExport {
  program: Hex;
  codeId: Hex;
  /** The code as it was uploaded. */
  wasm: Uint8Array;
  stateHash: Hex;
  /** All that the state refers to, itself included, by blake2b-256. */
  blobs: Map<Hex, Uint8Array>;
  /** Of the block that it was read at; of an earlier state, of the block that made it, where that is known. */
  height: number;
  /** Seconds since the epoch of that block. */
  timestamp: number;
}

export type UploadCodeResult =
  | { status: 'valid'; codeId: Hex; originalLength: number; instrumentedLength: number }
  /** `reason` is the runtime's own error, as Rust's Debug prints it. */
  | { status: 'refused'; codeId: Hex; reason: string };

export interface CreateProgramParameters {
  codeId: Hex;
  /** 32 bytes; random when absent. */
  salt?: Hex;
  /** WVARA units that it starts with, taken from the account; 0 when absent. */
  executableBalance?: bigint;
  /** A contract with the program's Solidity interface: explorers then offer its functions at the program's address. */
  abiInterface?: Hex;
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
  /**
   * The converter ({@link NetworkStatus.converter}) sends it in the account's place (canonical only, without value): what
   * the program replies with is converted. On Ethereum at once only if the reply is a call of a contract (docs/conversion.md);
   * AppError `NO_CONVERTER` where there is none.
   */
  byConverter?: boolean;
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
  /**
   * An earlier state to ask; the latest when absent. The block's height and time are then those at which it came about,
   * where they are known. Other programs do not take part in the past: what is sent to them stays unanswered.
   */
  stateHash?: Hex;
}

export interface CalculateReplyResult {
  reply: Reply;
  /** Absent: the network does not tell. */
  gasBurned?: number;
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
  /** Messages that have not had their turn, in order. */
  canonicalQueue: PendingMessage[];
  injectedQueue: PendingMessage[];
  /** Gear pages (16 KiB) that hold data, with the hash of each. */
  pages: { index: number; hash: Hex }[];
  pageCount: number;
  mailbox: MailboxEntry[];
  /** Messages that wait inside the program (`wait`, awaiting a reply). */
  waitlist: (PendingMessage & { expiryHeight: number })[];
  /** Messages that were sent with a delay: to the program itself, or by it to an account. */
  stash: DelayedMessage[];
}

export type SnapshotDetail = 'whole' | 'withoutPages';

/** A message that a program has not handled to the end. */
export interface PendingMessage {
  messageId: Hex;
  kind: 'init' | 'handle' | 'reply';
  source: Hex;
  payload: Uint8Array;
  /** wei */
  value: bigint;
}

export interface DelayedMessage extends PendingMessage {
  destination: Hex;
  /** The block that sends it. */
  dueHeight: number;
}

/** A state that a program had, and what led to it. */
export interface StatePoint {
  program: Hex;
  stateHash: Hex;
  /** Of the (simulated) Ethereum block at which it came about, or that settled it. */
  height: number;
  /** Seconds since the epoch of that block. */
  timestamp: number;
  /** ms since the epoch */
  at: number;
  /** In order; empty where it is not known. */
  causes: StateCause[];
  /** By all of them; absent: not known. */
  gasBurned?: number;
  /** Its bytes were dropped to make room: it can neither be looked into nor be forked. */
  isGone?: true;
}

export type StateCause =
  | { kind: 'created' }
  | { kind: 'message'; messageId: Hex }
  /** `amount`: WVARA units for `topUp` and `converted`, wei for `freeTopUp`. */
  | { kind: 'topUp' | 'freeTopUp' | 'converted'; amount: bigint }
  /** It was taken over from another network, or from an earlier state. */
  | { kind: 'forked' }
  /** Something was put into its queue that has not had its turn. */
  | { kind: 'queued' }
  /** A task was due, of something that expired or was sent with a delay. */
  | { kind: 'task' };

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
  /** The reply of the latest lane that has one. */
  reply?: Reply;
  /** What a local run of the same runtime on the same state said before the network did. */
  prediction?: Prediction;
  /** A validator's signed receipt, checked here. The local network signs nothing. */
  preConfirmation?: SignedPreConfirmation;
  /** What Ethereum says; not on the local network. */
  settlement?: Settlement;
  /** The Ethereum transaction that sent it. */
  transaction?: Hex;
  /** What the program sent while it handled this message (not the reply), events included. */
  outgoing: OutgoingMessage[];
  /** The message that caused this one, for messages between programs. */
  causedBy?: Hex;
  /** Sent with a delay: the height at which it arrives. Only the local network tells. */
  arrivesAt?: number;
}

export type Prediction =
  | {
      status: 'predicted';
      /** Absent: the program waits. */
      reply?: Reply;
      gasBurned: number;
      stateHashBefore: Hex;
      stateHashAfter: Hex;
      /** Of the Ethereum block that it was made for. Expiry heights are part of a state, so its hash depends on it. */
      height?: number;
      /** ms since the epoch */
      at: number;
      /** ms */
      duration: number;
    }
  /** `reason`: a sentence, e.g. that the node does not tell the program's state. */
  | { status: 'unavailable'; reason: string };

export interface SignedPreConfirmation {
  reply: Reply;
  /** Who claims to have signed. */
  validator: Hex;
  verdict: 'valid' | 'invalid';
  /** What is wrong with it, a sentence. Present with `invalid`. */
  problem?: string;
  /** ms since the epoch */
  at: number;
}

export interface Settlement {
  /** The transaction that committed it. */
  transaction: Hex;
  /** As the Mirror told it; absent for a message that was answered by a call or not at all. */
  reply?: Reply;
  /** The Mirror's state hash from then on. */
  stateHash?: Hex;
}

export interface Execution {
  /** Rust's Debug text of the dispatch outcome, e.g. `Success`. */
  outcome: string;
  gasBurned: number;
  /** What took it; Ethereum does not tell. */
  split?: GasSplit;
  /** Whether the gas was taken from the Executable Balance (gas × 100). */
  charged: boolean;
  /** WVARA units taken. */
  cost: bigint;
  stateHashBefore: Hex;
  stateHashAfter: Hex;
  /** The executor (worker) that ran it, from 0; Ethereum does not tell. */
  executor?: number;
  /** When it began and how long the whole queue run took, ms; Ethereum does not tell. */
  startedAt?: number;
  duration?: number;
  /** Of the (simulated) Ethereum block at which it ran; on Ethereum the one that its settlement reaches up to. */
  height: number;
  /**
   * The runs in which the message was executed, oldest first: several when it waited in between; of very many, the
   * latest. Absent where nobody tells them, and in records of earlier versions.
   */
  runs?: MessageRun[];
}

/** A run of one program's queue on an executor; the messages that were executed in it share it. */
export interface QueueRunFacts {
  /** Index of the executor. */
  executor: number;
  /** ms since the epoch, with fractions */
  startedAt: number;
  /** ms */
  duration: number;
  queue: 'canonical' | 'injected';
  /** Of the (simulated) Ethereum block. */
  height: number;
  /** Which of its block's chunks it belongs to, from 0: the runs of one chunk are independent of each other. */
  chunk: number;
}

/** A message's part in a run. */
export interface MessageRun extends QueueRunFacts {
  /** By this message. */
  gasBurned: number;
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
  /** Addresses of the Router's validators; empty on the local network. */
  validators: Hex[];
  connection: ConnectionStatus;
  /** Absent: there is none, or none is known. */
  converter?: ConverterStatus;
}

/** What turns value that a program sends to it into the program's Executable Balance. A part of this playground, not of Gear.exe. */
export interface ConverterStatus {
  address: Hex;
  /** wei for one unit of WVARA (12 decimals). */
  weiPerUnit: bigint;
  /** WVARA units that it has left. */
  reserve: bigint;
}

/** `partial`: Ethereum answers, no validator does; queries, predictions and injected messages do not work. */
export type ConnectionStatus =
  | { state: 'connected' | 'connecting' }
  /** `problem`: what does not answer and what to do, a sentence or two. */
  | { state: 'partial' | 'unreachable'; problem: string };

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
  | { type: 'account'; account: Account | null }
  | { type: 'transaction'; transaction: WalletTransaction }
  | { type: 'status'; status: NetworkStatus }
  | { type: 'storage'; work: StorageWork | null }
  | { type: 'ledger'; entry: LedgerEntry }
  | ({ type: 'log' } & ProgramLog);

/** What takes a while between the network and the browser's storage. */
export interface StorageWork {
  doing: 'loading' | 'saving';
  /** About how much there is of it; 0: not known. */
  bytes: number;
}

/** One thing that the wallet is asked for, or a transaction on its way into a block. */
export interface WalletTransaction {
  /** Unique in this client; the same one is told again as it gets on. */
  id: string;
  /** What it does, for a person, e.g. `Create the program`. */
  title: string;
  /** `asking`: the wallet asks its owner. `pending`: sent, not in a block yet. */
  status: 'asking' | 'pending' | 'included' | 'failed';
  hash?: Hex;
  /** Number of the block. */
  block?: number;
  /** Why it failed, for a person. */
  reason?: string;
}

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
  /**
   * `converted`: a top-up by the converter, for value that the program had sent to it. `forked`, `freeForked`: by how much
   * the balances changed when the program was taken over from another network.
   */
  kind: 'topUp' | 'converted' | 'burn' | 'forked' | 'freeTopUp' | 'valueIn' | 'valueOut' | 'freeForked';
  /** Signed; WVARA units for `topUp`, `converted`, `burn` and `forked`, wei for the others. */
  amount: bigint;
  /** wei that the converter took for it; with `converted`. */
  paid?: bigint;
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
  /**
   * Takes up a program of another network with its code and state, under its own address; one that is here is replaced.
   * With `newAddress` it becomes a program of its own beside the one that it comes from.
   * Heights at which something in it expires (mailbox, waiting and delayed messages) move by the difference of the two
   * networks' heights: as many blocks are left as there. Its state hash is that of the export unless they moved.
   * @throws AppError `BAD_PROGRAM_EXPORT` when the blobs do not make up the state or the code is refused
   */
  forkProgram(program: ProgramExport, options?: { newAddress?: boolean }): Promise<ProgramSummary>;
  /**
   * All that has happened on the chain, from its genesis on.
   * @throws AppError `NO_RECORD` when not everything was written down: a program was taken over from another network,
   *   or the chain is older than the record
   */
  getRecord(): Promise<ChainRecord>;
  /** Forgets everything and starts from genesis. */
  reset(): Promise<void>;
}

/** A chain told by what happened to it: the same blocks on an empty chain make the same states. */
export interface ChainRecord {
  blocks: BlockRecord[];
  /** The Wasm of every code that a program was created with, by code id. */
  codes: Map<Hex, Uint8Array>;
}

/** A block of the executors in which something happened. */
export interface BlockRecord {
  /** Of the (simulated) Ethereum; several blocks may share one. */
  height: number;
  /** seconds */
  timestamp: number;
  events: BlockEvent[];
}
