import { instantiateSecp256k1 } from '@bitauth/libauth';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { keccak256 } from './hashes.ts';

/** As WebAssembly: a pre-confirmation waits for one recovery and one signature, which take ten times as long in JavaScript. */
const secp256k1 = await instantiateSecp256k1();

/**
 * Signs 32 bytes as a wallet's `personal_sign` does (EIP-191).
 * @returns r ‖ s ‖ v, 65 bytes, v 27 or 28
 * @throws RangeError when it is no secret key
 */
export function signPersonal(bytes: Hex, secretKey: Uint8Array): Hex {
  const signed = secp256k1.signMessageHashRecoverableCompact(secretKey, personalDigest(bytes));
  if (typeof signed === 'string') throw new RangeError(signed);
  return bytesToHex(concatBytes(signed.signature, new Uint8Array([27 + signed.recoveryId])));
}

/** The address whose key signed, or undefined when the signature is malformed or fits no key. */
export function recoverPersonal(bytes: Hex, signature: Hex): Hex | undefined {
  if (!/^0x[0-9a-f]{130}$/i.test(signature)) return undefined;
  const raw = hexToBytes(signature);
  const v = raw[64] as number;
  const recovery = v >= 27 ? v - 27 : v;
  if (recovery !== 0 && recovery !== 1) return undefined;
  // A text says why there is none: r or s out of range, or no point on the curve.
  const publicKey = secp256k1.recoverPublicKeyUncompressed(raw.subarray(0, 64), recovery, personalDigest(bytes));
  if (typeof publicKey === 'string') return undefined;
  return bytesToHex(keccak256(publicKey.subarray(1)).subarray(12));
}

function personalDigest(bytes: Hex): Uint8Array {
  return keccak256(concatBytes(utf8ToBytes('\x19Ethereum Signed Message:\n32'), hexToBytes(bytes)));
}
