import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { bigEndian, blake2b256, keccak256 } from './hashes.ts';

/** The id that a Mirror gives its message number `nonce`: keccak(mirror ‖ u256 nonce). */
export function canonicalMessageId(mirror: Hex, nonce: number | bigint): Hex {
  return bytesToHex(keccak256(concatBytes(hexToBytes(mirror), bigEndian(nonce, 32))));
}

/** The id of a reply: blake2b("reply" ‖ the message's id). */
export function replyId(messageId: Hex): Hex {
  return bytesToHex(blake2b256(concatBytes(utf8ToBytes('reply'), hexToBytes(messageId))));
}

/** A 20-byte address as the 32-byte id that the runtime uses. */
export function actorId(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase().padStart(64, '0')}`;
}

/** A 32-byte id as an address; an id that is none stays whole. */
export function addressOfActor(actor: Hex): Hex {
  return actor.startsWith(`0x${'0'.repeat(24)}`) ? `0x${actor.slice(26)}` : actor;
}
