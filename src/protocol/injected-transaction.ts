import { concatBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { bigEndian, blake2b256, keccak256 } from './hashes.ts';
import { actorId } from './identifiers.ts';

/** A message straight to the validators, who answer it with a pre-confirmation. */
export interface InjectedTransaction {
  /** 20 bytes */
  destination: Hex;
  /** At most 126 KiB. */
  payload: Hex;
  /** wei; must be 0 in release 2.0.0 */
  value: bigint;
  /** 32 bytes: the hash of a recent block */
  referenceBlock: Hex;
  /** at most 32 bytes */
  salt: Hex;
}

/** The hash of an injected transaction, which is also its message's id. */
export function injectedMessageId(transaction: InjectedTransaction): Hex {
  return bytesToHex(blake2b256(hashable(transaction)));
}

/** The 32 bytes that the sender signs by `personal_sign` (EIP-191 adds its prefix to them). */
export function injectedSigningBytes(transaction: InjectedTransaction): Hex {
  return bytesToHex(keccak256(hashable(transaction)));
}

/** A signed transaction as the node's JSON-RPC has it. */
export interface InjectedTransactionJson {
  data: { destination: Hex; payload: Hex; value: number | string; reference_block: Hex; salt: Hex };
  signature: Hex;
  /** The sender, 20 bytes. */
  address: Hex;
}

/**
 * The parameter of `injected_sendTransaction` in release 2.0.0. The value is always 0, so JSON's numbers lose nothing.
 * @param recipient the validator that it is meant for
 */
export function addressedTransaction(
  transaction: InjectedTransaction,
  { recipient, signature, address }: { recipient: Hex; signature: Hex; address: Hex },
): { recipient: Hex; tx: InjectedTransactionJson } {
  const { destination, payload, value, referenceBlock, salt } = transaction;
  const data = { destination, payload, value: Number(value), reference_block: referenceBlock, salt };
  return { recipient, tx: { data, signature, address } };
}

function hashable({ destination, payload, value, referenceBlock, salt }: InjectedTransaction): Uint8Array {
  return concatBytes(
    hexToBytes(actorId(destination)),
    blake2b256(hexToBytes(payload)),
    bigEndian(value, 16),
    hexToBytes(referenceBlock),
    blake2b256(hexToBytes(salt)),
  );
}
