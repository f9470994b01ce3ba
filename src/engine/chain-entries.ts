import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import type { ChainEntries } from './engine.ts';

/** Instead of a value's length: there is no such entry any more. */
const GONE = 0xffffffff;

/** As engine/core/src/chain_entries.rs writes them. */
export function readChainEntries(bytes: Uint8Array<ArrayBuffer>): ChainEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: ChainEntries = new Map();
  let at = 0;
  const piece = (length: number) => {
    at += length;
    return bytes.slice(at - length, at);
  };
  const length = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  while (at < bytes.length) {
    const key = bytesToHex(piece(length()));
    const size = length();
    entries.set(key, size === GONE ? undefined : piece(size));
  }
  return entries;
}

export function writeChainEntries(entries: ReadonlyMap<Hex, Uint8Array>): Uint8Array<ArrayBuffer> {
  const keys = [...entries.keys()].map(hexToBytes);
  const values = [...entries.values()];
  const size = [...keys, ...values].reduce((sum, { length }) => sum + 4 + length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const push = (piece: Uint8Array) => {
    view.setUint32(at, piece.length, true);
    bytes.set(piece, at + 4);
    at += 4 + piece.length;
  };
  keys.forEach((key, index) => {
    push(key);
    push(values[index] as Uint8Array);
  });
  return bytes;
}
