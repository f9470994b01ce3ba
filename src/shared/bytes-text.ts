import { bytesToHex } from './hex.ts';
import { shortHex } from './units.ts';

/** Printable text as such, anything else as shortened hex. */
export function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return '(empty)';
  const printable = bytes.length <= 64 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable
    ? JSON.stringify(new TextDecoder().decode(bytes))
    : `${shortHex(bytesToHex(bytes), 10, 6)} (${bytes.length} B)`;
}
