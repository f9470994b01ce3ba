import { Inflate } from 'fflate';
import { maxIdlLength } from './parse-idl.ts';

const sectionName = 'sails:idl';
const maxSections = 10_000;

/**
 * The IDL that Sails embeds in a program's Wasm, or undefined when there is none that can be read: what is not Wasm,
 * is cut short, or is damaged has no IDL. Reads only the heads of sections, so it works on code that no engine would
 * compile.
 *
 * The custom section `sails:idl` holds: version (1), flags (bit 0: compressed), then the text in UTF-8, compressed
 * with raw deflate where the flag says so.
 */
export function readIdlSection(wasm: Uint8Array): string | undefined {
  const body = findSection(wasm);
  if (!body) return undefined;
  const [version, flags = 0] = body;
  if (version !== 1 || flags > 1) return undefined;
  const data = body.subarray(2);
  const text = flags === 1 ? inflate(data) : data;
  return text && text.length <= maxIdlLength ? decodeUtf8(text) || undefined : undefined;
}

function findSection(wasm: Uint8Array): Uint8Array | undefined {
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  if (magic.some((byte, index) => wasm[index] !== byte)) return undefined;
  const reader = new Reader(wasm, magic.length);
  for (let count = 0; count < maxSections && !reader.atEnd(); count++) {
    const id = reader.byte();
    const size = reader.leb();
    const body = size === undefined ? undefined : reader.take(size);
    if (!body) return undefined;
    if (id !== 0) continue;
    const section = new Reader(body, 0);
    const nameLength = section.leb();
    const name = nameLength === undefined ? undefined : section.take(nameLength);
    if (name && decodeUtf8(name) === sectionName) return section.rest();
  }
  return undefined;
}

/** Piece by piece, so that a few bytes which stand for gigabytes are noticed early. */
function inflate(data: Uint8Array): Uint8Array | undefined {
  const piece = 1024;
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  try {
    const stream = new Inflate((part, isLast) => {
      parts.push(part);
      length += part.length;
      isWhole = isLast;
    });
    for (let at = 0; at === 0 || at < data.length; at += piece) {
      stream.push(data.subarray(at, at + piece), at + piece >= data.length);
      if (length > maxIdlLength) return undefined;
    }
  } catch (error) {
    // fflate's errors carry a number.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
  if (!isWhole) return undefined;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number | undefined {
    return this.#bytes[this.#at++];
  }

  /** An unsigned LEB128 of at most 32 bits. */
  leb(): number | undefined {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value <= 0xffff_ffff ? value : undefined;
    }
    return undefined;
  }

  take(length: number): Uint8Array | undefined {
    if (length > this.#bytes.length - this.#at) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }
}
