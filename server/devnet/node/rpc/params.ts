import type { Hex } from '../../../../src/shared/hex.ts';
import { invalidParams } from './rpc-error.ts';

/**
 * Readers of parameters, as strict as those of a node of release 2.0.0: hexadecimal with or without `0x`, in any case;
 * numbers as JSON numbers, also beyond 2^53 (as bigint).
 * All throw RpcError -32602.
 */
export type Reader<Value> = (value: unknown, name: string) => Value;

export const hash: Reader<Hex> = (value, name) => bytesOf(value, name, 32);
export const address: Reader<Hex> = (value, name) => bytesOf(value, name, 20);

/** @param most bytes */
export const bytes =
  (most = Number.POSITIVE_INFINITY): Reader<Hex> =>
  (value, name) => {
    const hex = hexOf(value, name);
    const length = hex.length / 2 - 1;
    if (length > most) throw invalidParams(`${name}: ${length} bytes, at most ${most} are allowed`);
    return hex;
  };

export const optional =
  <Value>(reader: Reader<Value>): Reader<Value | undefined> =>
  (value, name) =>
    value === undefined || value === null ? undefined : reader(value, name);

export const u32: Reader<number> = (value, name) => Number(unsigned(value, name, 32));
export const u128: Reader<bigint> = (value, name) => unsigned(value, name, 128);

export const list =
  <Value>(reader: Reader<Value>): Reader<Value[]> =>
  (value, name) => {
    if (!Array.isArray(value)) throw invalidParams(`${name}: invalid type: expected a sequence`);
    return value.map((item, index) => reader(item, `${name}[${index}]`));
  };

/** A member of an object. */
export function field<Value>(object: unknown, name: string, reader: Reader<Value>, path = name): Value {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw invalidParams(`invalid type: expected an object with ${name}`);
  }
  const value = (object as Record<string, unknown>)[name];
  if (value === undefined) throw invalidParams(`missing field \`${name}\``);
  return reader(value, path);
}

function bytesOf(value: unknown, name: string, length: number): Hex {
  const hex = hexOf(value, name);
  if (hex.length === 2 + 2 * length) return hex;
  throw invalidParams(`${name}: invalid length ${hex.length / 2 - 1}, expected ${length} bytes`);
}

function hexOf(value: unknown, name: string): Hex {
  if (typeof value !== 'string') throw invalidParams(`${name}: invalid type: expected a string of hexadecimal digits`);
  const digits = value.startsWith('0x') ? value.slice(2) : value;
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) throw invalidParams(`${name}: not whole bytes in hexadecimal`);
  return `0x${digits.toLowerCase()}`;
}

function unsigned(value: unknown, name: string, bits: number): bigint {
  const number = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof number !== 'bigint') throw invalidParams(`${name}: invalid type: expected a whole number`);
  if (number < 0n || number >= 1n << BigInt(bits)) throw invalidParams(`${name}: out of the range of ${bits} bits`);
  return number;
}
