/** A `0x`-prefixed, lower-case hexadecimal string. */
export type Hex = `0x${string}`;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes → `0x…`. */
export function bytesToHex(bytes: Uint8Array): Hex {
  let text = '0x';
  for (const byte of bytes) text += DIGITS[byte];
  return text as Hex;
}

/**
 * `0x…` → bytes.
 * @throws RangeError when the text is not an even number of hexadecimal digits after `0x`.
 */
export function hexToBytes(hex: string): Uint8Array<ArrayBuffer> {
  if (!isHex(hex)) throw new RangeError(`Not a 0x-prefixed string of whole bytes: ${hex.slice(0, 80)}`);
  const bytes = new Uint8Array((hex.length - 2) / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 + 2 * i, 4 + 2 * i), 16);
  return bytes;
}

/** Whether `text` is `0x` and an even number of hexadecimal digits. */
export function isHex(text: string): text is Hex {
  return /^0x(?:[0-9a-fA-F]{2})*$/.test(text);
}
