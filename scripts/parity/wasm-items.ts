import { header, sectionIds, unsigned } from './wasm-writer.ts';

/** A section of a module. `items`: of a vector section, each with its own bytes; else `content`. */
export type Section = { id: number; items: Uint8Array[] } | { id: number; content: Uint8Array };

/** Takes a module apart, or gives undefined for what is none, or uses what is not of WASM 1. */
export function splitModule(wasm: Uint8Array): Section[] | undefined {
  try {
    const reader = new Reader(wasm);
    reader.skip(header.length);
    const sections: Section[] = [];
    while (reader.at < wasm.length) {
      const id = reader.byte();
      const content = reader.take(reader.number());
      const skip = itemReaders[id];
      sections.push(skip ? { id, items: splitItems(content, skip) } : { id, content });
    }
    return sections;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function joinModule(sections: readonly Section[]): Uint8Array {
  const parts: (readonly number[] | Uint8Array)[] = [header];
  for (const section of sections) {
    const content = 'content' in section ? section.content : concat([unsigned(section.items.length), ...section.items]);
    parts.push([section.id, ...unsigned(content.length)], content);
  }
  return concat(parts);
}

export function concat(parts: readonly ArrayLike<number>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Reads a module's bytes. @throws RangeError at the end */
export class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new RangeError('The module ends too early');
    this.at++;
    return byte;
  }

  /** LEB128, unsigned. */
  number(): number {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  skip(length: number): void {
    this.take(length);
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.#bytes.length) throw new RangeError('The module ends too early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

function splitItems(content: Uint8Array, skip: (reader: Reader) => void): Uint8Array[] {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => {
    const start = reader.at;
    skip(reader);
    return content.subarray(start, reader.at);
  });
}

const bytes = (reader: Reader) => reader.skip(reader.number());
const limits = (reader: Reader) => {
  if (reader.number() % 2 === 1) reader.number();
  reader.number();
};
const constant = (reader: Reader) => {
  // i32.const, i64.const, global.get and ref.func have one number; nothing else is in a constant of WASM 1.
  for (let opcode = reader.byte(); opcode !== 0x0b; opcode = reader.byte()) {
    if (![0x41, 0x42, 0x23, 0xd2].includes(opcode)) throw new RangeError(`The instruction ${opcode} is not known here`);
    reader.number();
  }
};
const importKinds = [
  (reader: Reader) => void reader.number(),
  (reader: Reader) => {
    reader.byte();
    limits(reader);
  },
  limits,
  (reader: Reader) => reader.skip(2),
];

/** How to get past an item, by section. */
const itemReaders: Partial<Record<number, (reader: Reader) => void>> = {
  [sectionIds.type]: (reader) => {
    reader.byte();
    bytes(reader);
    bytes(reader);
  },
  [sectionIds.import]: (reader) => {
    bytes(reader);
    bytes(reader);
    importKinds[reader.byte()]?.(reader);
  },
  [sectionIds.function]: (reader) => void reader.number(),
  [sectionIds.table]: (reader) => {
    reader.byte();
    limits(reader);
  },
  [sectionIds.global]: (reader) => {
    reader.skip(2);
    constant(reader);
  },
  [sectionIds.export]: (reader) => {
    bytes(reader);
    reader.byte();
    reader.number();
  },
  [sectionIds.element]: (reader) => {
    if (reader.number() !== 0) throw new RangeError('Only elements of one form are known');
    constant(reader);
    for (let count = reader.number(); count > 0; count--) reader.number();
  },
  [sectionIds.code]: bytes,
  [sectionIds.data]: (reader) => {
    if (reader.number() !== 0) throw new RangeError('Only data of one form is known');
    constant(reader);
    bytes(reader);
  },
};
