import { blake2b } from '@noble/hashes/blake2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';

/**
 * How ids come about, as on Ethereum: only the router's address and the clone's code are this chain's own, so
 * that programs have other addresses here than there.
 */
const ROUTER: Hex = '0x6c6f63616c2d67656172657865000000000000ff';
const MIRROR_INIT_CODE_HASH = keccak_256(utf8ToBytes('the mirror of a local chain has no code'));

/** The address that the router would give a program: CREATE2 with the salt keccak(code id ‖ salt). */
export function programAddress(codeId: Hex, salt: Hex): Hex {
  const create2Salt = keccak_256(concatBytes(hexToBytes(codeId), hexToBytes(salt)));
  const preimage = concatBytes(new Uint8Array([0xff]), hexToBytes(ROUTER), create2Salt, MIRROR_INIT_CODE_HASH);
  return bytesToHex(keccak_256(preimage).subarray(12));
}

/** The id that a Mirror gives its message number `nonce`: keccak(mirror ‖ u256 nonce). */
export function canonicalMessageId(mirror: Hex, nonce: number): Hex {
  return bytesToHex(keccak_256(concatBytes(hexToBytes(mirror), bigEndian(BigInt(nonce), 32))));
}

/** The id of a reply: blake2b("reply" ‖ the message's id). */
export function replyId(messageId: Hex): Hex {
  return bytesToHex(blake2b256(concatBytes(utf8ToBytes('reply'), hexToBytes(messageId))));
}

export interface InjectedTransaction {
  /** 20 bytes */
  destination: Hex;
  payload: Hex;
  /** wei */
  value: bigint;
  /** 32 bytes: the hash of a recent block */
  referenceBlock: Hex;
  /** at most 32 bytes */
  salt: Hex;
}

/** The hash of an injected transaction, which is also its message's id. */
export function injectedMessageId(transaction: InjectedTransaction): Hex {
  const { destination, payload, value, referenceBlock, salt } = transaction;
  return bytesToHex(
    blake2b256(
      concatBytes(
        hexToBytes(actorId(destination)),
        blake2b256(hexToBytes(payload)),
        bigEndian(value, 16),
        hexToBytes(referenceBlock),
        blake2b256(hexToBytes(salt)),
      ),
    ),
  );
}

/** The hash of a block of the simulated Ethereum. */
export function simulatedBlockHash(genesis: Hex, height: number): Hex {
  return bytesToHex(keccak_256(concatBytes(hexToBytes(genesis), bigEndian(BigInt(height), 32))));
}

/** A 20-byte address as the 32-byte id that the runtime uses. */
export function actorId(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase().padStart(64, '0')}`;
}

/** A 32-byte id as an address; an id that is none stays whole. */
export function addressOfActor(actor: Hex): Hex {
  return actor.startsWith(`0x${'0'.repeat(24)}`) ? `0x${actor.slice(26)}` : actor;
}

function blake2b256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

function bigEndian(value: bigint, length: number): Uint8Array {
  return hexToBytes(`0x${value.toString(16).padStart(2 * length, '0')}`);
}
