const sectionName = 'sails:idl';
const maxSections = 10_000;

/**
 * The IDL that Sails embeds in a program's Wasm (custom section `sails:idl`), or undefined when there is none.
 * Reads only the headers of sections, so it works on code that no engine would compile; anything that is not
 * Wasm, or is cut short, has no IDL.
 */
export function readIdlSection(wasm: Uint8Array): string | undefined {
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  if (wasm.length < magic.length || magic.some((byte, index) => wasm[index] !== byte)) return undefined;
  const reader = new Reader(wasm, magic.length, wasm.length);
  for (let count = 0; count < maxSections && !reader.atEnd(); count++) {
    const id = reader.byte();
    const size = reader.leb();
    if (id === undefined || size === undefined) return undefined;
    const body = reader.take(size);
    if (!body) return undefined;
    if (id !== 0) continue;
    const section = new Reader(body, 0, body.length);
    const nameLength = section.leb();
    const name = nameLength === undefined ? undefined : section.take(nameLength);
    if (name && decodeUtf8(name) === sectionName) return decodeUtf8(section.rest());
  }
  return undefined;
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
  readonly #end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  atEnd(): boolean {
    return this.#at >= this.#end;
  }

  byte(): number | undefined {
    return this.atEnd() ? undefined : this.#bytes[this.#at++];
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
    if (length > this.#end - this.#at) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }
}
