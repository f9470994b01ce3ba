import { expect, test } from 'vitest';
import { bytesToHex, type Hex } from '../../../src/shared/hex.ts';
import { decodeBlobs } from './decode-blobs.ts';

const BLOB = 4_096 * 32;

test.each([0, 1, 31, 32, 4_095 * 31, 4_095 * 31 + 1, 512 * 1024])(
  'a code of %i bytes comes out of its blobs',
  (length) => {
    const code = Uint8Array.from({ length }, (_, index) => index * 7 + 1);
    expect(decodeBlobs(encode(code))).toEqual(code);
  },
);

test('what is not coded so is refused', () => {
  const code = new Uint8Array(100).fill(0xff);
  const tooLong = encode(code, { announced: 4_095n * 31n + 1n });
  const endless = encode(code, { announced: 2n ** 64n - 1n });
  const [blob] = encode(code) as [Hex];
  const beyondField = `${blob.slice(0, 2 + 64)}01${blob.slice(2 + 66)}` as Hex;
  for (const blobs of [[], ['0x'] as Hex[], [`${blob}00`] as Hex[], tooLong, endless, [beyondField]]) {
    expect(decodeBlobs(blobs)).toBeUndefined();
  }
});

/** A field element with the length, then 31 bytes in each, over as many blobs as it takes. */
function encode(code: Uint8Array, { announced = BigInt(code.length) } = {}): Hex[] {
  const elements = 1 + Math.ceil(code.length / 31);
  const bytes = new Uint8Array(Math.ceil((elements * 32) / BLOB) * BLOB);
  new DataView(bytes.buffer).setBigUint64(1, announced);
  for (let index = 1; index < elements; index++) {
    bytes.set(code.subarray((index - 1) * 31, index * 31), index * 32 + 1);
  }
  return Array.from({ length: bytes.length / BLOB }, (_, blob) =>
    bytesToHex(bytes.subarray(blob * BLOB, (blob + 1) * BLOB)),
  );
}
