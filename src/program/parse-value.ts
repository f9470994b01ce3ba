import { bytesToHex, isHex } from '../shared/hex.ts';
import { idLengths, isId, isInteger, isWide } from './codec/leaf-codec.ts';
import type { BytesType, IntegerName, PrimitiveType } from './idl.ts';
import { integerRange, rangeText } from './integer-range.ts';
import { typeText } from './type-text.ts';
import type { Value } from './value.ts';

export type ParseValueResult = { status: 'ok'; value: Value } | { status: 'invalid'; message: string };

/** What a person typed for a type without parts → its value, or what is wrong with it. */
export function parseValue(type: PrimitiveType | BytesType, text: string): ParseValueResult {
  if (type.kind === 'bytes') return parseBytes(type, text);
  const { name } = type;
  if (name === '()') return ok(null);
  if (name === 'String') {
    return text.isWellFormed() ? ok(text) : invalid('The text has half a character (a lone surrogate)');
  }
  if (name === 'char') return [...text].length === 1 ? ok(text) : invalid('Enter exactly one character');
  const trimmed = text.trim();
  if (name === 'bool') {
    if (trimmed === 'true' || trimmed === 'false') return ok(trimmed === 'true');
    return invalid('Enter true or false');
  }
  if (isInteger(name)) return parseInteger(type, name, trimmed);
  return isId(name) ? parseId(name, trimmed) : invalid(`${name} cannot be entered`);
}

function parseInteger(type: PrimitiveType, name: IntegerName, text: string): ParseValueResult {
  const range = integerRange(name);
  if (!range) return invalid(`${name} cannot be entered`);
  const expected = `${typeText(type)} (${rangeText(range, type.nonZero)})`;
  if (text === '') return invalid(`Enter a whole number: ${expected}`);
  // Grouped digits may be pasted: 1_000_000, 1,000,000 or 1 000 000.
  const digits = /^[+-]?\d{1,3}(?:([_,\s])\d{3})(?:\1\d{3})*$/.test(text) ? text.replace(/[_,\s]/g, '') : text;
  if (!/^(?:[+-]?\d[\d_]*|0x[0-9a-f]+)$/i.test(digits)) return invalid(`“${short(text)}” is not a whole number`);
  if (digits.length > 100) return invalid(`This number does not fit ${expected}`);
  const number = BigInt(digits.replace(/^\+|_/g, ''));
  if (number < range.min || number > range.max || (type.nonZero && number === 0n)) {
    return invalid(`${short(text)} does not fit ${expected}`);
  }
  return ok(isWide(name) ? number : Number(number));
}

function parseId(name: keyof typeof idLengths, text: string): ParseValueResult {
  const length = idLengths[name];
  const sizes = name === 'ActorId' ? '40 hex digits (an address) or 64' : `${length * 2} hex digits`;
  if (text === '') return invalid(`Enter 0x and ${sizes}`);
  const hex = text.replace(/^0x/i, '');
  const bad = /[^0-9a-f]/i.exec(hex)?.[0];
  if (bad) return invalid(`“${bad}” is not a hex digit`);
  const fits = hex.length === length * 2 || (name === 'ActorId' && hex.length === 40);
  if (!fits) return invalid(`${name} needs ${sizes}; this has ${hex.length}`);
  return ok(`0x${hex.toLowerCase().padStart(length * 2, '0')}`);
}

function parseBytes(type: BytesType, text: string): ParseValueResult {
  const trimmed = text.trim();
  const quoted = /^"([\s\S]*)"$/.exec(trimmed)?.[1];
  const text8 = quoted?.isWellFormed() ? new TextEncoder().encode(quoted) : undefined;
  if (!text8 && !isHex(trimmed.toLowerCase())) {
    if (trimmed === '') return type.length === undefined ? ok('0x') : invalid(`Enter 0x and ${type.length} bytes`);
    if (/^0x[0-9a-f]*$/i.test(trimmed)) return invalid('The last byte has only one hex digit');
    return invalid('Enter bytes as 0x…, or text in double quotes');
  }
  const hex = text8 ? bytesToHex(text8) : trimmed.toLowerCase();
  const length = (hex.length - 2) / 2;
  if (type.length !== undefined && length !== type.length) {
    return invalid(`${typeText(type)} needs ${type.length} bytes; this has ${length}`);
  }
  return ok(hex);
}

function ok(value: Value): ParseValueResult {
  return { status: 'ok', value };
}

function invalid(message: string): ParseValueResult {
  return { status: 'invalid', message };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
