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
  const isWhole = hex.startsWith('0x') && hex.length % 2 === 0;
  const bytes = new Uint8Array(isWhole ? (hex.length - 2) / 2 : 0);
  let isValid = isWhole;
  for (let at = 0; at < bytes.length; at++) {
    const value = digitOf(hex.charCodeAt(2 + 2 * at)) * 16 + digitOf(hex.charCodeAt(3 + 2 * at));
    isValid &&= value >= 0;
    bytes[at] = value;
  }
  if (!isValid) throw new RangeError(`Not a 0x-prefixed string of whole bytes: ${hex.slice(0, 80)}`);
  return bytes;
}

/** Whether `text` is `0x` and an even number of hexadecimal digits. */
export function isHex(text: string): text is Hex {
  return /^0x(?:[0-9a-fA-F]{2})*$/.test(text);
}

/** By character code; far below zero for what is no digit, so that it stays below as part of a byte. */
const VALUES = new Int16Array(128).fill(-1_000);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  VALUES[digit.charCodeAt(0)] = value;
  VALUES[digit.toUpperCase().charCodeAt(0)] = value;
}

function digitOf(code: number): number {
  return VALUES[code] ?? -1_000;
}
