import { type Codec, compact, createDecoder } from 'scale-ts';
import { bytesToHex } from '../../shared/hex.ts';
import type { IdlField, IdlType, PrimitiveType } from '../idl.ts';
import { typeText } from '../type-text.ts';
import { pathText, type Value, type ValuePath } from '../value.ts';
import { idLengths, integerCodecs, isId, isInteger } from './leaf-codec.ts';

/** Values in one payload: an array of a million units takes no bytes to write. */
const maxValues = 200_000;
const maxDepth = 200;

/** Bytes that are not a value of the type; the message says where and why. */
export class DecodeError extends Error {
  constructor(path: ValuePath, reason: string) {
    super(path.length > 0 ? `${pathText(path)}: ${reason}` : reason);
    this.name = 'DecodeError';
  }
}

/**
 * The value that `bytes` encode, all of them; shapes as in {@link Value}.
 * @throws DecodeError
 */
export function decodeValue(type: IdlType, bytes: Uint8Array): Value {
  return decodeWith(bytes, (reader) => reader.read(type, []));
}

/** The values of parameters or fields, one after the other. */
export function decodeFields(fields: readonly IdlField[], bytes: Uint8Array): Value[] {
  return decodeWith(bytes, (reader) => fields.map((field, index) => reader.read(field.type, [field.name || index])));
}

function decodeWith<T>(bytes: Uint8Array, read: (reader: Reader) => T): T {
  const decoder = createDecoder((input) => {
    const source = input as Source;
    const result = read(new Reader(source));
    const left = source.length - source.i;
    if (left > 0) throw new DecodeError([], `${left} bytes are left over after the value`);
    return result;
  });
  return decoder(bytes.slice());
}

/** scale-ts's own buffer: its decoders read at `i` and move it. */
type Source = Uint8Array<ArrayBuffer> & { i: number };

class Reader {
  readonly #source: Source;
  #values = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  read(type: IdlType, path: ValuePath): Value {
    if (++this.#values > maxValues) throw new DecodeError([], `there are more than ${maxValues} values`);
    if (path.length > maxDepth) throw new DecodeError([], `values are nested more than ${maxDepth} deep`);
    switch (type.kind) {
      case 'primitive':
        return this.#primitive(type, path);
      case 'bytes':
        return bytesToHex(this.#take(type.length ?? this.#length(path), type, path));
      case 'vec':
        return this.#items(type.item, this.#length(path), path);
      case 'array':
        return this.#items(type.item, type.length, path);
      case 'tuple':
        return type.items.map((item, index) => this.read(item, [...path, index]));
      case 'option':
        return this.#tag(type, 2, path) === 0 ? null : { some: this.read(type.item, [...path, 'some']) };
      case 'result':
        return this.#tag(type, 2, path) === 0
          ? { ok: this.read(type.ok, [...path, 'ok']) }
          : { error: this.read(type.error, [...path, 'error']) };
      case 'struct':
        return this.#fields(type.fields, path);
      case 'enum': {
        const variant = type.variants[this.#tag(type, type.variants.length, path)];
        if (!variant) throw new DecodeError(path, `${type.name} has no variants`);
        return { variant: variant.name, value: this.#fields(variant.fields, [...path, variant.name]) };
      }
    }
  }

  #fields(fields: readonly IdlField[], path: ValuePath): Value {
    const [first] = fields;
    if (!first) return null;
    if (first.name !== '') {
      return Object.fromEntries(fields.map((field) => [field.name, this.read(field.type, [...path, field.name])]));
    }
    if (fields.length === 1) return this.read(first.type, [...path, 0]);
    return fields.map((field, index) => this.read(field.type, [...path, index]));
  }

  #items(item: IdlType, length: number, path: ValuePath): Value[] {
    if (length > maxValues) throw new DecodeError(path, `a list of ${length} items is more than can be shown`);
    return Array.from({ length }, (_, index) => this.read(item, [...path, index]));
  }

  #primitive(type: PrimitiveType, path: ValuePath): Value {
    const { name } = type;
    if (name === '()') return null;
    if (isInteger(name)) {
      const value = this.#integer(name, type, path);
      if (type.nonZero && BigInt(value) === 0n) throw new DecodeError(path, `0 is not a ${typeText(type)}`);
      return value;
    }
    if (isId(name)) return bytesToHex(this.#take(idLengths[name], type, path));
    if (name === 'bool') return this.#tag(type, 2, path) === 1;
    if (name === 'char') {
      const code = Number(this.#integer('u32', type, path));
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        throw new DecodeError(path, `0x${code.toString(16)} is not a character`);
      }
      return String.fromCodePoint(code);
    }
    const bytes = this.#take(this.#length(path), type, path);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      if (error instanceof TypeError) throw new DecodeError(path, 'the bytes of this String are not UTF-8');
      throw error;
    }
  }

  #integer(name: keyof typeof integerCodecs, type: IdlType, path: ValuePath): number | bigint {
    const codec: Codec<number> | Codec<bigint> = integerCodecs[name];
    return this.#guarded(type, path, () => codec.dec(this.#source));
  }

  /** A SCALE compact length. */
  #length(path: ValuePath): number {
    const length = this.#guarded(undefined, path, () => compact.dec(this.#source));
    if (length > 0xffff_ffff) throw new DecodeError(path, `a length of ${length} is beyond u32`);
    return Number(length);
  }

  #tag(type: IdlType, count: number, path: ValuePath): number {
    const tag = this.#take(1, type, path)[0] ?? 0;
    if (tag >= count) throw new DecodeError(path, `${typeText(type)} cannot begin with the byte ${tag}`);
    return tag;
  }

  #take(length: number, type: IdlType | undefined, path: ValuePath): Uint8Array {
    const { i, length: end } = this.#source;
    if (length > end - i) {
      const what = type ? typeText(type) : 'a length';
      throw new DecodeError(path, `the bytes end early: ${what} needs ${length} more, ${end - i} are left`);
    }
    this.#source.i += length;
    // Not `slice`: scale-ts's buffer cannot make another of its own kind.
    return new Uint8Array(this.#source.buffer, i, length);
  }

  /** scale-ts reports the end of the bytes as a RangeError of DataView. */
  #guarded<T>(type: IdlType | undefined, path: ValuePath, read: () => T): T {
    const left = this.#source.length - this.#source.i;
    try {
      if (left > 0) return read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    const what = type ? typeText(type) : 'a length';
    throw new DecodeError(path, `the bytes end early: ${what} needs more than the ${left} that are left`);
  }
}
