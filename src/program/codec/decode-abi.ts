import { bytesToHex } from '../../shared/hex.ts';
import type { IdlType } from '../idl.ts';
import { integerRange } from '../integer-range.ts';
import type { Value } from '../value.ts';
import { DecodeError } from './decode-value.ts';
import { isInteger, isWide } from './leaf-codec.ts';
import { solidityType } from './solidity-type.ts';

const word = 32;
const maxItems = 100_000;
const maxDepth = 32;

/**
 * Values in Solidity's ABI encoding, as a sequence (the encoding of parameters and of a log's data).
 * @throws DecodeError
 */
export function decodeAbiSequence(types: readonly IdlType[], data: Uint8Array): Value[] {
  return new AbiReader(data).sequence(types, 0, 0);
}

/** Whether the type is encoded behind an offset (and hashed where it is an indexed field). */
export function isDynamic(type: IdlType): boolean {
  switch (type.kind) {
    case 'primitive':
      return type.name === 'String';
    case 'bytes':
      return type.length === undefined;
    case 'vec':
      return true;
    case 'array':
      return isDynamic(type.item);
    case 'tuple':
      return type.items.some(isDynamic);
    case 'struct':
      return type.fields.some((field) => isDynamic(field.type));
    default:
      return false;
  }
}

class AbiReader {
  readonly #data: Uint8Array;
  #items = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** Offsets in it count from `base`, where its heads begin. */
  sequence(types: readonly IdlType[], base: number, depth: number): Value[] {
    if (depth > maxDepth) throw new DecodeError([], `values are nested more than ${maxDepth} deep`);
    let head = base;
    return types.map((type) => {
      if (++this.#items > maxItems) throw new DecodeError([], `there are more than ${maxItems} values`);
      const at = isDynamic(type) ? base + this.#size(head) : head;
      head += headSize(type);
      return this.#value(type, at, depth);
    });
  }

  #value(type: IdlType, at: number, depth: number): Value {
    switch (type.kind) {
      case 'primitive':
        return this.#primitive(type.name, at);
      case 'bytes': {
        if (type.length !== undefined) return bytesToHex(this.#take(at, type.length));
        return bytesToHex(this.#take(at + word, this.#size(at)));
      }
      case 'vec':
        return this.#list(type.item, this.#size(at), at + word, depth);
      case 'array':
        return this.#list(type.item, type.length, at, depth);
      case 'tuple':
        return this.sequence(type.items, at, depth + 1);
      case 'struct': {
        const inner = type.fields[0];
        if (inner) return this.#value(inner.type, at, depth + 1);
        break;
      }
    }
    throw new DecodeError([], `${solidityType(type) ?? type.kind} has no Solidity encoding`);
  }

  #list(item: IdlType, length: number, at: number, depth: number): Value[] {
    if (length > (this.#data.length - at) / word) throw new DecodeError([], `the bytes end before ${length} items`);
    return this.sequence(Array<IdlType>(length).fill(item), at, depth + 1);
  }

  #primitive(name: Parameters<typeof integerRange>[0], at: number): Value {
    if (name === 'String') {
      return new TextDecoder().decode(this.#take(at + word, this.#size(at)));
    }
    const bytes = this.#take(at, word);
    if (isInteger(name)) {
      const range = integerRange(name);
      const number = BigInt(bytesToHex(bytes));
      const value = range && range.min < 0n ? BigInt.asIntN(256, number) : number;
      if (!range || value < range.min || value > range.max) throw new DecodeError([], `${value} does not fit ${name}`);
      return isWide(name) ? value : Number(value);
    }
    if (name === 'bool') return bytes[word - 1] === 1;
    return bytesToHex(name === 'H160' ? bytes.slice(12) : bytes);
  }

  /** An offset or a length. */
  #size(at: number): number {
    const value = BigInt(bytesToHex(this.#take(at, word)));
    if (value > this.#data.length) throw new DecodeError([], `an offset or length of ${value} is beyond the data`);
    return Number(value);
  }

  #take(at: number, length: number): Uint8Array {
    if (at + length > this.#data.length) throw new DecodeError([], `the bytes end early, at ${this.#data.length}`);
    return this.#data.slice(at, at + length);
  }
}

/** Bytes that a value takes among the heads of its sequence. */
function headSize(type: IdlType): number {
  if (isDynamic(type)) return word;
  if (type.kind === 'array') return type.length * headSize(type.item);
  if (type.kind === 'tuple') return type.items.reduce((sum, item) => sum + headSize(item), 0);
  const inner = type.kind === 'struct' ? type.fields[0] : undefined;
  return inner ? headSize(inner.type) : word;
}
