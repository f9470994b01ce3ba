import type { Hex } from '../shared/hex.ts';

/**
 * The wasm engine as TypeScript sees it. One instance lives in the coordinator, where it holds the chain and
 * drives blocks, and one in every executor worker, where it runs queues. Made by `createEngine`.
 *
 * Blocks: `beginBlock` → (`nextChunk` → run its items on any workers → `applyChunk`)* until `nextChunk` gives
 * null → `finishBlock`. Results do not depend on where or in which order a chunk's items ran.
 */
export interface Engine {
  /** Validates and instruments a code; needed before a program with it can be created or run here. */
  addCode(wasm: Uint8Array): CodeResult;
  /** Takes a code that another engine instrumented ({@link ValidCode.instrumented}). */
  addInstrumentedCode(codeId: Hex, instrumented: Uint8Array): void;
  /** The bytes for {@link addInstrumentedCode}; opaque. Undefined for an unknown code id. */
  getInstrumentedCode(codeId: Hex): Uint8Array | undefined;

  /** The whole chain (program states by hash, code ids, schedule), opaque, without the blobs it refers to. */
  saveChain(): Uint8Array;
  /** Replaces the chain. @throws AppError `BAD_CHAIN` */
  loadChain(chain: Uint8Array): void;
  /**
   * What has changed of the chain since the last time or since {@link loadChainEntries}, so that saving costs what changed; all of it
   * the first time and after {@link loadChain}.
   */
  takeChainEntries(): ChainEntries;
  /** Replaces the chain; nothing of it counts as changed. All entries, in any order. @throws AppError `BAD_CHAIN` */
  loadChainEntries(entries: ReadonlyMap<Hex, Uint8Array>): void;
  /** An empty chain stands in for the chain until {@link putChainBack}. */
  setChainAside(): void;
  putChainBack(): void;

  /**
   * Takes a program over from another chain, in place of what is here under its id. Its code was added, and all its
   * blobs are in the content store ({@link missingBlobs}).
   * @returns the hash of its state here, see {@link Adoption.later}
   * @throws AppError `BAD_PROGRAM_EXPORT` when the code is not known, or when the blobs do not make up a state that
   *   the runtime can have made; the chain is then as before
   */
  adoptProgram(adoption: Adoption): Hex;

  /** Queues injected messages and events, runs the tasks that are due. */
  beginBlock(input: BlockInput): void;
  /** The next programs that can run in parallel, or null when the block is through or its limits are. */
  nextChunk(): Chunk | null;
  /** Outputs in the order of the chunk's items. */
  applyChunk(outputs: QueueRunOutput[]): void;
  /** Ends the block and makes its states the chain's. */
  finishBlock(): BlockOutput;
  /**
   * Like `beginBlock`, for a reply preview: nothing of it stays. Drive it with `nextChunk`/`applyChunk`, end
   * with `finishReply` instead of `finishBlock`.
   */
  beginReply(input: ReplyInput): void;
  finishReply(): ReplyOutput;

  /**
   * Hashes that the state still lacks in the local content store. What only a missing blob refers to is not known
   * yet: put it there and ask again, until none are missing; then the state is whole, and the program can run.
   * @throws AppError `BROKEN_STATE` when a blob is not what the state takes it for
   */
  missingBlobs(stateHash: Hex): Hex[];
  /**
   * The same, but of what a run of a queue cannot begin without: not what waits, is delayed or lies in mailboxes, and not the
   * data of pages. The tables of pages are not looked into, so it takes the same time however large the program's memory is.
   */
  missingForRun(stateHash: Hex): Hex[];
  /**
   * Runs one whole queue of one program. Everything it needs must be in the content store.
   * @throws AppError `BLOB_LOST` when the data of a page is not
   */
  runQueue(input: QueueRunInput): QueueRunOutput;
  /**
   * The same where the data of pages may be missing ({@link missingForRun} may not). When the run touches such pages,
   * it comes to nothing: the answer tells them, and what was written meanwhile to the content store has to be forgotten.
   * Put them there and run again.
   */
  tryQueue(input: QueueRunInput, patience: Patience): QueueRunOutput | LackingPages;

  /**
   * A blob as the JSON-RPC of a 2.0.0 node gives it (`program_readState`, `program_readQueue` …), to the character:
   * amounts of 128 bits are plain digits, so it is text and not parsed. Undefined when the content store has no such
   * blob, or one of another kind.
   */
  stateJson(kind: StateKind, hash: Hex): string | undefined;
  /** The state without its pages but for their number: it takes the same time however many there are. */
  inspectHead(stateHash: Hex): StateSummary & { pagesWithData: number };
  /** The decoded state; everything it refers to must be in the content store. */
  inspectState(stateHash: Hex): InspectedState;
  /** The messages that lie in the state's mailbox. */
  inspectMailbox(stateHash: Hex): MailboxMessage[];
  /** The messages that wait inside the program. */
  inspectWaitlist(stateHash: Hex): { messageId: Hex; expiryHeight: number }[];
  /**
   * Every hash that the state refers to, itself included (queues, waitlist, stash, mailbox, allocations, pages,
   * payloads). For keeping what is alive and forgetting the rest. Everything must be in the content store.
   */
  reachableBlobs(stateHash: Hex): Hex[];
  /**
   * The same for several states, but for what was told since {@link beginTour}: what states have in common is looked at
   * once. `withoutPages`: without the data of pages, so that it takes the same time however large the memory is.
   */
  visit(stateHashes: Hex[], detail?: 'whole' | 'withoutPages'): Hex[];
  beginTour(): void;
  /**
   * Of `candidates` those that the states refer to, states included. What a blob that is no candidate refers to must be no
   * candidates either: so it costs what is new, however large the states are. `pages`: what is nothing but the data of pages.
   */
  reachableAmong(stateHashes: Hex[], candidates: Hex[]): { nodes: Hex[]; pages: Hex[] };
}

/** Pieces of a chain by key, opaque; `undefined`: there is no such piece any more. */
export type ChainEntries = Map<Hex, Uint8Array<ArrayBuffer> | undefined>;

/** How long a run that lacks pages goes on, to find out what else it touches. */
export interface Patience {
  /** gas that an execution may burn from the first missing page on */
  gas: bigint;
  /** For each missing page, how many of those after it are told, too. */
  ahead: number;
}

/** Hashes of the data of pages that a run touched in vain. */
export interface LackingPages {
  lacking: Hex[];
}

export interface Adoption {
  /** 32 bytes */
  program: Hex;
  codeId: Hex;
  stateHash: Hex;
  /**
   * Blocks to add to every height in the state at which something expires (mailbox, waitlist, delayed messages): this
   * chain's height less the other's, so that as many blocks are left here as there. Other heights make another state
   * with another hash; with 0, or when nothing expires in it, the state stays what it is.
   */
  later: number;
  /** The runtime here made the state: it is not checked, and the data of its pages need not be at hand. */
  isOwn?: boolean;
}

/** Content-addressed bytes by blake2b-256; reads are synchronous. */
export interface ContentStore {
  read(hash: Hex): Uint8Array | undefined;
  /** Where a blob may be here without being at hand for {@link read}, as the data of pages. */
  contains?(hash: Hex): boolean;
  /** Called by the engine for every blob it makes. */
  write(hash: Hex, bytes: Uint8Array): void;
}

export type CodeResult =
  | {
      status: 'valid';
      codeId: Hex;
      originalLen: number;
      instrumentedLen: number;
      instrumentedBlake2b256: Hex;
      metadataScale: Hex;
    }
  /** `error` is Rust's Debug text. */
  | { status: 'refused'; codeId: Hex; error: string };

/** Fields and meaning as in the scenario format (docs/scenario.md); all ids are full-length hex. */
export interface BlockInput {
  height: number;
  /** seconds */
  timestamp: number;
  /** gas; DEFAULT_BLOCK_GAS_LIMIT when absent */
  gasAllowance?: number | string;
  events: BlockEvent[];
  /**
   * What the output has of states: `all` decodes every program's that is known (the default); `changed` gives
   * {@link BlockOutput.summaries}, and no schedule, so that it costs what changed; `none` gives neither.
   */
  states?: 'all' | 'changed' | 'none';
}

export type BlockEvent =
  | { type: 'create'; program: Hex; codeId: Hex }
  | { type: 'topUp'; program: Hex; value: string }
  | { type: 'ownedTopUp'; program: Hex; value: string }
  | { type: 'message'; program: Hex; id: Hex; source: Hex; payload: Hex; value: string; callReply: boolean }
  | { type: 'injected'; program: Hex; source: Hex; payload: Hex; value: string; salt: Hex; referenceBlock: Hex }
  | { type: 'reply'; program: Hex; repliedTo: Hex; source: Hex; payload: Hex; value: string }
  | { type: 'claim'; program: Hex; repliedTo: Hex; source: Hex };

export interface Chunk {
  queueType: 'Canonical' | 'Injected';
  items: QueueRunInput[];
}

export interface QueueRunInput {
  program: Hex;
  stateHash: Hex;
  codeId: Hex;
  /** Everything else that the run needs, SCALE, opaque. */
  context: Uint8Array;
}

export interface QueueRunOutput {
  program: Hex;
  newStateHash: Hex;
  /** SCALE journals, gas and pre-confirmations, opaque: for {@link Engine.applyChunk}. */
  journal: Uint8Array;
  /** What the run did, for the views. */
  dispatches: DispatchReport[];
  /** Every gas burn in order, those of dispatches that ended in a wait included. */
  burns: GasBurn[];
  /** What took the gas of each burn. */
  splits: GasSplit[];
  /** What the run sent, in order: to programs and to users, replies included. */
  sent: SentMessage[];
  promises: PreConfirmation[];
  logs: { messageId: Hex; text: string }[];
}

export interface GasBurn {
  messageId: Hex;
  gas: number;
  /** Whether gas × 100 was taken from the Executable Balance. */
  charged: boolean;
}

/** Gas by what took it; the parts add up to what was burnt. docs/gas.md says what counts as what. */
export interface GasSplit {
  /** Before the program ran: reading its state and code, instantiating it. */
  loading: number;
  /** Growing its memory. */
  growth: number;
  instructions: number;
  /** First touches of pages by the program's own loads and stores. */
  programPages: PageGas;
  /** … and by syscalls, which read and write its memory. */
  syscallPages: PageGas;
  /** In the order of their first call; pages and growth not included. */
  syscalls: SyscallGas[];
}

/** Gas by kind of touch; `load`: the page has data in storage. */
export interface PageGas {
  read: number;
  write: number;
  writeAfterRead: number;
  load: number;
}

export interface SyscallGas {
  /** e.g. `gr_reply` */
  name: string;
  calls: number;
  gas: number;
}

export interface SentMessage {
  /** The message whose execution sent it. */
  cause: Hex;
  id: Hex;
  destination: Hex;
  payload: Hex;
  value: string;
  /** blocks */
  delay: number;
  reply: { to: Hex; code: Hex; codeText: string } | null;
}

export interface DispatchReport {
  program: Hex;
  id: Hex;
  source: Hex;
  /** Rust's Debug text of the outcome */
  outcome: string;
  gasBurned: number;
  charged: boolean;
}

export interface PreConfirmation {
  tx: Hex;
  payload: Hex;
  value: string;
  code: Hex;
}

/** One block of the scenario format's output (see docs/scenario.md). */
export interface BlockOutput {
  height: number;
  timestamp: number;
  scheduledTasksRun: number;
  gasAllowanceSpent: number;
  dispatches: DispatchReport[];
  transitions: StateTransition[];
  promises: PreConfirmation[];
  schedule: [number, string[]][];
  /** All programs, if {@link BlockInput.states} asked for them. */
  states: Record<Hex, InspectedState>;
  /** The programs whose state this block changed or created, if {@link BlockInput.states} asked for them. */
  summaries: Record<Hex, StateSummary>;
}

export interface StateTransition {
  actor: Hex;
  newStateHash: Hex;
  exited: boolean;
  inheritor: Hex;
  valueToReceive: string;
  valueToReceiveNegative: boolean;
  valueClaims: { id: Hex; destination: Hex; value: string }[];
  messages: UserMessage[];
}

/** A message to an account that is no program. */
export interface UserMessage {
  id: Hex;
  destination: Hex;
  payload: Hex;
  value: string;
  call: boolean;
  reply: { to: Hex; code: Hex; codeText: string } | null;
}

/** `FullProgramState`: by the hash of a state, with queues, waitlist, stash and mailbox in place of their hashes. */
export type StateKind =
  | 'ProgramState'
  | 'FullProgramState'
  | 'MessageQueue'
  | 'Waitlist'
  | 'DispatchStash'
  | 'Mailbox'
  | 'UserMailbox'
  | 'MemoryPages'
  | 'MemoryPagesRegion';

/** A state without what is as long as the program's memory is large. */
export interface StateSummary {
  stateHash: Hex;
  program: 'active' | 'exited' | 'terminated';
  initialized: boolean;
  balance: string;
  executableBalance: string;
  canonicalQueue: number;
  injectedQueue: number;
  waitlist: Hex | null;
}

export interface InspectedState extends StateSummary {
  stash: Hex | null;
  mailbox: Hex | null;
  allocations: string | null;
  pagesWithData: number;
  pages: [number, Hex][];
  stateScale: Hex;
}

export interface MailboxMessage {
  messageId: Hex;
  /** For whom it lies there. */
  destination: Hex;
  payload: Hex;
  value: string;
  expiryHeight: number;
}

export interface ReplyInput {
  program: Hex;
  source: Hex;
  payload: Hex;
  value: string;
  height: number;
  timestamp: number;
  gasAllowance?: number | string;
}

export type ReplyOutput =
  | {
      status: 'replied';
      reply: { payload: Hex; value: string; code: Hex; codeText: string };
      /** What else would go to accounts that are no programs. */
      messages: UserMessage[];
      gasBurned: number;
      /** The result of a 2.0.0 node's `program_calculateReplyForHandle`, as JSON text. */
      nodeJson: string;
    }
  | { status: 'noReply'; reason: string };
