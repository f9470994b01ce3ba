import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { BlockInput, StateTransition } from '../../../src/engine/engine.ts';
import { bigEndian, blake2b256 } from '../../../src/protocol/hashes.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../../src/shared/hex.ts';
import type { EthereumHeader } from '../ethereum-chain.ts';

/** A block of the executors' own chain: what ran, and what came of it for Ethereum. */
export interface OwnBlock {
  hash: Hex;
  /** Zero for the first. */
  parent: Hex;
  /** The first block, which only names where on Ethereum the chain begins, is 0. */
  number: number;
  /** The last Ethereum block whose events have been taken in; height and time of what runs are its. */
  anchor: EthereumHeader;
  /** Ids of the injected transactions, in the order in which they were queued. */
  injected: Hex[];
  /** What the engine was given. */
  events: BlockInput['events'];
  transitions: StateTransition[];
  settlement: Settlement;
}

/** What Ethereum says, as of the anchor, about commitments. */
export interface Settlement {
  /** Hash of the newest own block that is committed; zero before the first. */
  head: Hex;
  /** Hash of the last batch; zero before the first. */
  batch: Hex;
  /** Codes whose validation was requested and not committed yet. */
  requestedCodes: Hex[];
}

export const ZERO_HASH: Hex = `0x${'00'.repeat(32)}`;

/**
 * A block's hash covers what determines it: blake2b-256 of
 * `"gear-exe devnet block" ‖ parent (32) ‖ number (8) ‖ hash of the anchor (32) ‖ number of injected transactions (4) ‖ their ids
 * (32 each)`, numbers big-endian. States and transitions follow from these.
 */
export function ownBlockHash({
  parent,
  number,
  anchor,
  injected,
}: Pick<OwnBlock, 'parent' | 'number' | 'anchor' | 'injected'>): Hex {
  return bytesToHex(
    blake2b256(
      concatBytes(
        utf8ToBytes('gear-exe devnet block'),
        hexToBytes(parent),
        bigEndian(number, 8),
        hexToBytes(anchor.hash),
        bigEndian(injected.length, 4),
        ...injected.map(hexToBytes),
      ),
    ),
  );
}
