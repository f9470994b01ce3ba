import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, type Hex } from './hex.ts';

/**
 * The address of a secp256k1 secret key: the last 20 bytes of keccak-256 over its public key.
 * @throws RangeError when the 32 bytes are no valid secret key
 */
export function addressOfKey(secretKey: Uint8Array): Hex {
  if (!secp256k1.utils.isValidSecretKey(secretKey)) throw new RangeError('Not a secp256k1 secret key');
  const publicKey = secp256k1.getPublicKey(secretKey, false);
  return bytesToHex(keccak_256(publicKey.subarray(1)).subarray(12));
}

/** A new random secret key, 32 bytes. */
export function randomKey(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(secp256k1.utils.randomSecretKey());
}
