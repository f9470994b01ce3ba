import { concatBytes, hexToBytes } from 'viem';
import type { Hex } from '../../../src/shared/hex.ts';

const FIELD_ELEMENT = 32;
/** The first byte of a field element is 0, so that it stays below the field's modulus. */
const USABLE = FIELD_ELEMENT - 1;

/**
 * What is in the blobs of a transaction, in alloy's simple coding: the usable bytes of all field elements one after another; the first
 * element holds only the length, 8 bytes big-endian. Undefined when it is not coded so.
 */
export function decodeBlobs(blobs: readonly Hex[]): Uint8Array | undefined {
  const bytes = concatBytes(blobs.map((blob) => hexToBytes(blob)));
  if (bytes.length < FIELD_ELEMENT || bytes.length % FIELD_ELEMENT !== 0) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset + 1, 8).getBigUint64(0);
  const elements = bytes.length / FIELD_ELEMENT - 1;
  if (length > BigInt(elements * USABLE)) return undefined;
  const data = new Uint8Array(elements * USABLE);
  for (let index = 0; index < elements; index++) {
    const start = (index + 1) * FIELD_ELEMENT;
    if (bytes[start] !== 0) return undefined;
    data.set(bytes.subarray(start + 1, start + FIELD_ELEMENT), index * USABLE);
  }
  return data.subarray(0, Number(length));
}
