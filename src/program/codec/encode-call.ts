import type { IdlFunction } from '../idl.ts';
import type { Value } from '../value.ts';
import { encodeFields } from './encode-value.ts';
import { encodeHeader, headerLength } from './message-header.ts';

/**
 * The payload that calls a function or constructor: header, then the arguments in SCALE.
 * @throws EncodeError when an argument does not fit its parameter
 *
 * @example encodeCall(add, [5]) // add: `Add(value: u32) -> u32`
 */
export function encodeCall(fn: IdlFunction, args: readonly Value[]): Uint8Array<ArrayBuffer> {
  const encoded = encodeFields(fn.params, args);
  const payload = new Uint8Array(headerLength + encoded.length);
  payload.set(encodeHeader(fn));
  payload.set(encoded, headerLength);
  return payload;
}
