import { type Codec, compact } from 'scale-ts';
import { hexToBytes, isHex } from '../../shared/hex.ts';
import type { IdlField, IdlType, PrimitiveType } from '../idl.ts';
import { integerRange, rangeText } from '../integer-range.ts';
import { typeText } from '../type-text.ts';
import { isRecord, pathText, type Value, type ValuePath } from '../value.ts';
import { idLengths, integerCodecs, isId, isInteger, isWide } from './leaf-codec.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A value that is not of the type it is to be encoded as. */
export class EncodeError extends Error {
  readonly path: ValuePath;

  constructor(path: ValuePath, reason: string) {
    super(path.length > 0 ? `${pathText(path)}: ${reason}` : reason);
    this.name = 'EncodeError';
    this.path = path;
  }
}

/**
 * SCALE bytes of a value; shapes as in {@link Value}.
 * @throws EncodeError
 */
export function encodeValue(type: IdlType, value: Value): Bytes {
  return encode(type, value, []);
}

/** The values of parameters or fields, one after the other. */
export function encodeFields(fields: readonly IdlField[], values: readonly Value[]): Bytes {
  if (fields.length !== values.length) throw new EncodeError([], `needs ${fields.length} values, not ${values.length}`);
  return join(fields.map((field, index) => encode(field.type, values[index] as Value, [field.name || index])));
}

function encode(type: IdlType, value: Value, path: ValuePath): Bytes {
  switch (type.kind) {
    case 'primitive':
      return encodePrimitive(type, value, path);
    case 'bytes': {
      const bytes = bytesOf(value, type.length, path);
      return type.length === undefined ? join([compact.enc(bytes.length), bytes]) : bytes;
    }
    case 'vec':
    case 'array': {
      const items = arrayOf(value, type.kind === 'array' ? type.length : undefined, type, path);
      const encoded = items.map((item, index) => encode(type.item, item, [...path, index]));
      return join(type.kind === 'vec' ? [compact.enc(items.length), ...encoded] : encoded);
    }
    case 'tuple': {
      const items = arrayOf(value, type.items.length, type, path);
      return join(type.items.map((item, index) => encode(item, items[index] as Value, [...path, index])));
    }
    case 'option':
      if (value === null) return tagged(0);
      return tagged(1, encode(type.item, memberOf(value, 'some', type, path), path));
    case 'result':
      if (isRecord(value) && 'ok' in value) return tagged(0, encode(type.ok, value.ok as Value, [...path, 'ok']));
      return tagged(1, encode(type.error, memberOf(value, 'error', type, path), [...path, 'error']));
    case 'struct':
      return encodeMembers(type.fields, value, type, path);
    case 'enum': {
      const name = memberOf(value, 'variant', type, path);
      const index = type.variants.findIndex((variant) => variant.name === name);
      const variant = type.variants[index];
      if (!variant) throw new EncodeError(path, `${type.name} has no variant ${String(name)}`);
      const inner = isRecord(value) && 'value' in value ? (value.value as Value) : null;
      return tagged(index, encodeMembers(variant.fields, inner, type, [...path, variant.name]));
    }
  }
}

function encodeMembers(fields: readonly IdlField[], value: Value, type: IdlType, path: ValuePath): Bytes {
  const [first] = fields;
  if (!first) return new Uint8Array();
  if (first.name !== '') {
    const member = (field: IdlField) => memberOf(value, field.name, type, path);
    return join(fields.map((field) => encode(field.type, member(field), [...path, field.name])));
  }
  if (fields.length === 1) return encode(first.type, value, path);
  const items = arrayOf(value, fields.length, type, path);
  return join(fields.map((field, index) => encode(field.type, items[index] as Value, [...path, index])));
}

function encodePrimitive(type: PrimitiveType, value: Value, path: ValuePath): Bytes {
  const { name } = type;
  if (name === '()') return new Uint8Array();
  if (isInteger(name)) {
    const range = integerRange(name);
    const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    if (!range || !isWhole) throw mismatch(type, value, path);
    const number = BigInt(value);
    if (number < range.min || number > range.max || (type.nonZero && number === 0n)) {
      throw new EncodeError(path, `${value} does not fit ${typeText(type)} (${rangeText(range, type.nonZero)})`);
    }
    const codec: Codec<number> | Codec<bigint> = integerCodecs[name];
    return (isWide(name) ? codec.enc(number as never) : codec.enc(Number(number) as never)) as Bytes;
  }
  if (isId(name)) return bytesOf(value, idLengths[name], path);
  if (name === 'bool') {
    if (typeof value !== 'boolean') throw mismatch(type, value, path);
    return tagged(value ? 1 : 0);
  }
  if (typeof value !== 'string' || !value.isWellFormed()) throw mismatch(type, value, path);
  if (name === 'char') {
    const codePoint = value.codePointAt(0);
    if (codePoint === undefined || [...value].length !== 1) throw mismatch(type, value, path);
    return encodePrimitive({ kind: 'primitive', name: 'u32' }, codePoint, path);
  }
  const text = new TextEncoder().encode(value);
  return join([compact.enc(text.length), text]);
}

function bytesOf(value: Value, length: number | undefined, path: ValuePath): Bytes {
  if (typeof value !== 'string' || !isHex(value)) throw new EncodeError(path, 'needs whole bytes as 0x…');
  const bytes = hexToBytes(value);
  if (length !== undefined && bytes.length !== length) {
    throw new EncodeError(path, `needs ${length} bytes, not ${bytes.length}`);
  }
  return bytes;
}

function arrayOf(value: Value, length: number | undefined, type: IdlType, path: ValuePath): Value[] {
  if (!Array.isArray(value)) throw mismatch(type, value, path);
  if (length !== undefined && value.length !== length) {
    throw new EncodeError(path, `${typeText(type)} needs ${length} items, not ${value.length}`);
  }
  return value;
}

function memberOf(value: Value, name: string, type: IdlType, path: ValuePath): Value {
  if (!isRecord(value) || !Object.hasOwn(value, name)) {
    throw new EncodeError(path, `${typeText(type)} needs an object with “${name}”`);
  }
  return value[name] as Value;
}

function mismatch(type: IdlType, value: Value, path: ValuePath): EncodeError {
  const shown = typeof value === 'string' ? `“${value.slice(0, 40)}”` : Array.isArray(value) ? 'a list' : String(value);
  return new EncodeError(path, `${shown} is not of type ${typeText(type)}`);
}

function tagged(tag: number, bytes: Uint8Array = new Uint8Array()): Bytes {
  return join([Uint8Array.of(tag), bytes]);
}

function join(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
