import { concatBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { bigEndian, blake2b256, keccak256 } from './hashes.ts';
import { recoverPersonal } from './personal-signature.ts';

/** A validator's signed answer to an injected transaction, as the node's JSON-RPC gives it. */
export interface SignedReceipt {
  data: { Promise: { tx_hash: Hex; reply: ReplyInfo } } | { Purged: { tx_hash: Hex; reason: PurgeReason } };
  signature: Hex;
  /** Who claims to have signed, 20 bytes. */
  address: Hex;
}

export interface ReplyInfo {
  payload: Hex;
  /** wei; a number, or text where a number would lose digits */
  value: number | string;
  /** 4 bytes */
  code: Hex;
}

/** Why a transaction was dropped unexecuted, with the byte that is signed for it. */
export const PURGE_REASONS = { Outdated: 1, UnknownReferenceBlock: 2, NonZeroValue: 255 } as const;
export type PurgeReason = keyof typeof PURGE_REASONS;

/** The 32 bytes that a validator signs (EIP-191 adds its prefix to them). */
export function receiptSigningBytes(data: SignedReceipt['data']): Hex {
  if ('Purged' in data) {
    const { tx_hash, reason } = data.Purged;
    return hash(1, tx_hash, new Uint8Array([PURGE_REASONS[reason]]));
  }
  const { tx_hash, reply } = data.Promise;
  const replyHash = blake2b256(
    concatBytes(hexToBytes(reply.payload), bigEndian(BigInt(reply.value), 16), hexToBytes(reply.code)),
  );
  return hash(0, tx_hash, replyHash);
}

export type ReceiptCheck = { verdict: 'valid'; validator: Hex } | { verdict: 'invalid'; problem: string };

/**
 * Whether `receipt` answers transaction `id` and one of `validators` (of the Router) signed it. Says what is wrong in a
 * sentence otherwise.
 */
export function checkReceipt(receipt: SignedReceipt, id: Hex, validators: readonly Hex[]): ReceiptCheck {
  const invalid = (problem: string): ReceiptCheck => ({ verdict: 'invalid', problem });
  const txHash = 'Purged' in receipt.data ? receipt.data.Purged.tx_hash : receipt.data.Promise.tx_hash;
  if (txHash.toLowerCase() !== id.toLowerCase()) return invalid(`It answers another transaction, ${txHash}.`);
  const signer = recoverPersonal(receiptSigningBytes(receipt.data), receipt.signature);
  if (!signer) return invalid('The signature is malformed.');
  if (signer !== receipt.address.toLowerCase()) {
    return invalid(
      `The signature does not belong to ${receipt.address}: the receipt was altered or signed by another.`,
    );
  }
  if (!validators.some((validator) => validator.toLowerCase() === signer)) {
    return invalid(`${signer} signed it, who is no validator of the Router.`);
  }
  return { verdict: 'valid', validator: signer };
}

function hash(kind: 0 | 1, txHash: Hex, rest: Uint8Array): Hex {
  return bytesToHex(keccak256(concatBytes(new Uint8Array([kind]), hexToBytes(txHash), rest)));
}
