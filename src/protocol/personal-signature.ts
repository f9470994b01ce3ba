import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { keccak256 } from './hashes.ts';

/** Signs 32 bytes as a wallet's `personal_sign` does (EIP-191). @returns r ‖ s ‖ v, 65 bytes, v 27 or 28 */
export function signPersonal(bytes: Hex, secretKey: Uint8Array): Hex {
  const signature = secp256k1.sign(personalDigest(bytes), secretKey, { prehash: false, format: 'recovered' });
  return bytesToHex(concatBytes(signature.subarray(1), new Uint8Array([27 + (signature[0] as number)])));
}

/** The address whose key signed, or undefined when the signature is malformed or fits no key. */
export function recoverPersonal(bytes: Hex, signature: Hex): Hex | undefined {
  if (!/^0x[0-9a-f]{130}$/i.test(signature)) return undefined;
  const raw = hexToBytes(signature);
  const v = raw[64] as number;
  const recovery = v >= 27 ? v - 27 : v;
  if (recovery > 1) return undefined;
  try {
    const bytes65 = concatBytes(new Uint8Array([recovery]), raw.subarray(0, 64));
    // The point itself: its compressed form would cost a square root to get it back from.
    const point = secp256k1.Signature.fromBytes(bytes65, 'recovered').recoverPublicKey(personalDigest(bytes));
    const publicKey = point.toBytes(false);
    return bytesToHex(keccak256(publicKey.subarray(1)).subarray(12));
  } catch {
    // r or s out of range, or no point on the curve: no key signed this.
    return undefined;
  }
}

function personalDigest(bytes: Hex): Uint8Array {
  return keccak256(concatBytes(utf8ToBytes('\x19Ethereum Signed Message:\n32'), hexToBytes(bytes)));
}
