import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { keccak256 } from './hashes.ts';

/** The blob hash under which a development network's relayer requests a code; a real one would be of its KZG commitment. */
export function developmentBlobHash(codeId: Hex): Hex {
  return bytesToHex(
    concatBytes(new Uint8Array([1]), keccak256(concatBytes(utf8ToBytes('blob'), hexToBytes(codeId))).subarray(1)),
  );
}
