import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '../../shared/hex.ts';
import type { IdlFunction, IdlType, ProgramIdl } from '../idl.ts';
import { isUnit } from '../type-text.ts';
import type { Value } from '../value.ts';
import { decodeAbiSequence } from './decode-abi.ts';
import { solidityType } from './solidity-type.ts';

const encoder = new TextEncoder();
const word = 32;
/** Of the selector and the message's id, with which a call back begins. */
const callBackHead = 4 + word;

/**
 * The call of a function without arguments as a contract makes it that wants to be called back: in Solidity's encoding, `_callReply` set.
 * Undefined where the function has arguments, or none of Solidity's signatures.
 */
export function encodeContractCall(fn: IdlFunction): Uint8Array<ArrayBuffer> | undefined {
  const selector = fn.params.length === 0 ? callSelector(fn) : undefined;
  if (!selector) return undefined;
  const payload = new Uint8Array(4 + word);
  payload.set(selector);
  payload[3 + word] = 1;
  return payload;
}

/**
 * The function that a call in Solidity's encoding is for; undefined when it is none of the program's. `arguments` throws a DecodeError
 * when the bytes are not those of its arguments.
 */
export function decodeSolidityCall(
  idl: ProgramIdl,
  payload: Uint8Array,
): { fn: IdlFunction; arguments: () => Value[] } | undefined {
  const functions = [...idl.constructors, ...idl.services.flatMap((service) => service.functions)];
  const fn = functions.find((candidate) => startsWith(payload, callSelector(candidate)));
  if (!fn) return undefined;
  const types: IdlType[] = [{ kind: 'primitive', name: 'bool' }, ...fn.params.map(({ type }) => type)];
  return { fn, arguments: () => decodeAbiSequence(types, payload.slice(4)).slice(1) };
}

/**
 * What a function answered to a call in Solidity's encoding, as such or as a call back.
 * @throws DecodeError
 */
export function decodeSolidityReply(fn: IdlFunction, payload: Uint8Array): Value {
  const result = startsWith(payload, callBackSelector(fn)) ? payload.slice(callBackHead) : payload;
  return isUnit(fn.output) ? null : (decodeAbiSequence([fn.output], result)[0] as Value);
}

function callSelector(fn: IdlFunction): Uint8Array | undefined {
  const types = fn.params.map(({ type }) => solidityType(type));
  if (!fn.solidity || types.includes(undefined)) return undefined;
  return selectorOf(`${solidityName(fn)}(${['bool', ...types].join(',')})`);
}

function callBackSelector(fn: IdlFunction): Uint8Array | undefined {
  const types = fn.kind === 'constructor' || isUnit(fn.output) ? [] : [solidityType(fn.output)];
  if (types.includes(undefined)) return undefined;
  return selectorOf(`replyOn_${solidityName(fn)}(${['bytes32', ...types].join(',')})`);
}

const selectors = new Map<string, Uint8Array>();

function selectorOf(signature: string): Uint8Array {
  const selector = selectors.get(signature) ?? keccak_256(encoder.encode(signature)).slice(0, 4);
  selectors.set(signature, selector);
  return selector;
}

/** As Sails makes it: a function behind its service in camel case, a constructor by itself. */
function solidityName({ kind, service, name }: IdlFunction): string {
  return kind === 'constructor' ? camelCase(name) : `${camelCase(service)}${name}`;
}

/** Words end at underscores, and where a capital follows a small letter. */
function camelCase(text: string): string {
  const [first = '', ...rest] = text.split(/_+|(?<=\p{Ll})(?=\p{Lu})/u).map((part) => part.toLowerCase());
  return first + rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

function startsWith(payload: Uint8Array, selector: Uint8Array | undefined): boolean {
  return selector !== undefined && bytesToHex(payload.subarray(0, 4)) === bytesToHex(selector);
}
