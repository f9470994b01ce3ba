import type { StateSummary } from '../engine/engine.ts';
import { gasCost } from '../ledger/gas-cost.ts';
import { groupDigits } from '../shared/units.ts';

/**
 * What a node of release 2.0.0 lets through as an injected transaction, shared by the local network's pool and the
 * devnet's (ethexe/common/src/injected.rs, ethexe/malachite/service/src/tx_validity.rs).
 */

/** Blocks for which a transaction is valid after its reference block. */
export const VALIDITY_WINDOW = 32;

/** Bytes of payload. */
export const MAX_PAYLOAD_SIZE = 126 * 1024;

/** Bytes of salt. */
export const MAX_SALT_SIZE = 32;

/** Twice what an uncharged panic may burn: 0.2 WVARA. */
export const MIN_EXECUTABLE_BALANCE = 2n * gasCost(1_000_000_000);

/** Bytes of transactions that one block of the executors takes up. */
export const MAX_SIZE_PER_BLOCK = 127 * 1024;

/** Programs that one block of the executors may touch. */
export const MAX_TOUCHED_PROGRAMS = 128;

/** Room for a transaction's signature and other fields, at most. */
export const ENVELOPE_SIZE = 512;

/** What the rules ask about a program. */
export interface Recipient {
  /** Nobody has sent it an init message yet. */
  requiresInitMessage: boolean;
  /** WVARA units */
  executableBalance: bigint;
}

export type Obstacle = 'unknownProgram' | 'uninitialized' | 'poor';

/**
 * What no node lets in, in a sentence for a person; undefined when there is nothing against it.
 * @param value wei
 * @param size of the payload, bytes
 */
export function refusalOf({ value, size }: { value: bigint; size: number }): string | undefined {
  if (value !== 0n) return 'An injected message cannot carry value. Send it through Ethereum, or without value.';
  if (size <= MAX_PAYLOAD_SIZE) return undefined;
  const limit = groupDigits(MAX_PAYLOAD_SIZE);
  return `The payload has ${groupDigits(size)} bytes; an injected message takes at most ${limit}. Send it through Ethereum.`;
}

export function isOutdated(referenceHeight: number, height: number): boolean {
  return referenceHeight + VALIDITY_WINDOW <= height;
}

/** Why a transaction to `recipient` has to wait in the pool; undefined when it can run. */
export function obstacleOf(recipient: Recipient | undefined): Obstacle | undefined {
  if (!recipient) return 'unknownProgram';
  if (recipient.requiresInitMessage) return 'uninitialized';
  return recipient.executableBalance < MIN_EXECUTABLE_BALANCE ? 'poor' : undefined;
}

/** The runtime's own rule: not initialised, and nothing under way that could make it so. */
export function requiresInitMessage(state: StateSummary): boolean {
  const { program, initialized, canonicalQueue, injectedQueue, waitlist } = state;
  return program === 'active' && !initialized && canonicalQueue === 0 && injectedQueue === 0 && waitlist === null;
}
