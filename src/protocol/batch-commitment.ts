import type { Hex } from '../shared/hex.ts';

/** What validators commit to the Router; fields and order are those of its Solidity struct `BatchCommitment`. */
export interface BatchCommitment {
  /** The Ethereum block that the batch was made at. */
  blockHash: Hex;
  /** Seconds since the epoch of that block. */
  blockTimestamp: number;
  /** Zero before the first batch. */
  previousCommittedBatchHash: Hex;
  /** Blocks after `blockHash` in which the batch may still be committed. */
  expiry: number;
  /** At most one. */
  chainCommitment: ChainCommitment[];
  codeCommitments: CodeCommitment[];
}

export interface ChainCommitment {
  transitions: TransitionCommitment[];
  /** Hash of the newest of the executors' own blocks that is committed with it. */
  head: Hex;
  lastAdvancedEthBlock: Hex;
}

export interface CodeCommitment {
  id: Hex;
  valid: boolean;
}

/** One program's change of state, as its Mirror takes it in. */
export interface TransitionCommitment {
  /** 20 bytes */
  actorId: Hex;
  newStateHash: Hex;
  exited: boolean;
  /** 20 bytes; zero when it has not exited */
  inheritor: Hex;
  /** wei, without its sign */
  valueToReceive: bigint;
  valueToReceiveNegativeSign: boolean;
  valueClaims: { messageId: Hex; destination: Hex; value: bigint }[];
  messages: MessageCommitment[];
}

export interface MessageCommitment {
  id: Hex;
  /** 20 bytes */
  destination: Hex;
  payload: Hex;
  value: bigint;
  /** `to` zero and `code` 0x00000000 for a message that is no reply */
  replyDetails: { to: Hex; code: Hex };
  call: boolean;
}
