import type { BatchCommitment } from '../../src/protocol/batch-commitment.ts';
import type { Hex } from '../../src/shared/hex.ts';

/**
 * Ethereum as the executor node sees it: blocks with the events of Router and Mirrors, and the one transaction that
 * it sends itself. Implemented over anvil in chain/; the node knows nothing else of Ethereum.
 */
export interface EthereumChain {
  readonly chainId: number;
  readonly router: Hex;
  /** The newest block. */
  head(): Promise<EthereumHeader>;
  /** The block of that hash, with its events; undefined when it is no block of this chain (any more). */
  block(hash: Hex): Promise<EthereumBlock | undefined>;
  /** The canonical block of that height; undefined beyond the head. */
  blockAt(height: number): Promise<EthereumBlock | undefined>;
  /** Calls `listener` with each new head (also after a reorganisation); the returned function ends it. */
  subscribe(listener: (head: EthereumHeader) => void): () => void;
  /** The Wasm that a `CodeValidationRequested` announced; undefined when its blob holds something else. */
  requestedCode(codeId: Hex): Promise<Uint8Array | undefined>;
  /** What the Router remembers of the last batch; zero hash and 0 before the first. */
  latestCommittedBatch(): Promise<{ hash: Hex; timestamp: number }>;
  validators(): Promise<Hex[]>;
  /**
   * Submits a batch signed by the validator and waits until it is in a block.
   * @throws AppError `COMMIT_FAILED` with the contract's error (its name and arguments) in `details`
   */
  commitBatch(batch: BatchCommitment): Promise<{ transaction: Hex; block: EthereumHeader; batchHash: Hex }>;
  close(): Promise<void>;
}

export interface EthereumHeader {
  hash: Hex;
  parentHash: Hex;
  height: number;
  /** Seconds since the epoch. */
  timestamp: number;
}

export interface EthereumBlock extends EthereumHeader {
  /** In the order of the logs; events of contracts that are no Mirror of this Router are left out. */
  events: EthereumEvent[];
}

/** Named as the contracts name them; addresses 20 bytes in lower case, amounts bigint. */
export type EthereumEvent = RouterEvent | MirrorEvent;

export type RouterEvent = { contract: 'router'; transaction: Hex } & (
  | { type: 'ProgramCreated'; program: Hex; codeId: Hex }
  | { type: 'CodeValidationRequested'; codeId: Hex }
  | { type: 'CodeGotValidated'; codeId: Hex; valid: boolean }
  | { type: 'BatchCommitted'; hash: Hex }
  | { type: 'MBCommitted'; head: Hex }
  | { type: 'EBCommitted'; block: Hex }
  | { type: 'ValidatorsCommittedForEra'; eraIndex: bigint }
  | { type: 'ComputationSettingsChanged'; threshold: bigint; wvaraPerSecond: bigint }
  | { type: 'StorageSlotChanged'; slot: Hex }
);

export type MirrorEvent = { contract: 'mirror'; mirror: Hex; transaction: Hex } & (
  | { type: 'MessageQueueingRequested'; id: Hex; source: Hex; payload: Hex; value: bigint; callReply: boolean }
  | { type: 'ReplyQueueingRequested'; repliedTo: Hex; source: Hex; payload: Hex; value: bigint }
  | { type: 'ValueClaimingRequested'; claimedId: Hex; source: Hex }
  | { type: 'OwnedBalanceTopUpRequested'; value: bigint }
  | { type: 'ExecutableBalanceTopUpRequested'; value: bigint }
);
