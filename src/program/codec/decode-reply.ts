import { hexToBytes } from '../../shared/hex.ts';
import type { IdlFunction, IdlType, ProgramIdl } from '../idl.ts';
import { isUnit, typeText } from '../type-text.ts';
import type { Value } from '../value.ts';
import { findFunction, routeText } from './decode-call.ts';
import { DecodeError, decodeValue } from './decode-value.ts';
import { decodeHeader, headerLength, isSameRoute } from './message-header.ts';
import { replyCodeText } from './reply-code-text.ts';
import { decodeSolidityReply } from './solidity-call.ts';

/** A reply as the network gives it; `code` is 4 bytes. */
export interface RawReply {
  payload: Uint8Array;
  code: string;
}

export type DecodedReply =
  | { status: 'value'; type: IdlType; value: Value }
  /** The function's declared error (`throws`). State changes were undone. */
  | { status: 'thrown'; type: IdlType; value: Value }
  | ({ status: 'failed' } & ReplyFailure)
  /** The bytes are not what the IDL promises: show them raw, with the reason. */
  | { status: 'undecodable'; reason: string };

/** The runtime's error. */
export interface ReplyFailure {
  reason: string;
  /** The program's own words, when it had any. */
  panic?: string;
  /** What to look at, where the reason alone leaves one helpless. */
  hint?: string;
}

/**
 * What a program answered to a call of `fn`.
 * @param solidity whether the call was in Solidity's encoding
 */
export function decodeReply(idl: ProgramIdl, fn: IdlFunction, reply: RawReply, solidity = false): DecodedReply {
  const { payload } = reply;
  if (hexToBytes(reply.code)[0] === 0) {
    if (solidity) return decodeInSolidity(fn, payload);
    // Sails leaves the payload out when there is nothing to say.
    if (payload.length === 0 && isUnit(fn.output)) return { status: 'value', type: fn.output, value: null };
    return decodeBody(idl, fn, fn.output, payload, 'value');
  }
  if (fn.throws && decodeHeader(payload)) return decodeBody(idl, fn, fn.throws, payload, 'thrown');
  return { status: 'failed', ...failure(reply) };
}

function decodeInSolidity(fn: IdlFunction, payload: Uint8Array): DecodedReply {
  try {
    return { status: 'value', type: fn.output, value: decodeSolidityReply(fn, payload) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { status: 'undecodable', reason: `The reply is not a ${typeText(fn.output)}: ${error.message}` };
  }
}

function decodeBody(
  idl: ProgramIdl,
  fn: IdlFunction,
  type: IdlType,
  payload: Uint8Array,
  status: 'value' | 'thrown',
): DecodedReply {
  if (payload.length === 0) {
    const reason = `The program took the message and replied with nothing, where ${fn.name} answers ${typeText(type)}. It did not recognise the call: the IDL may belong to another program`;
    return { status: 'undecodable', reason };
  }
  const route = decodeHeader(payload);
  if (!route) {
    return { status: 'undecodable', reason: 'The reply does not begin with a Sails 2 header' };
  }
  // An overriding function answers under its own service's interface, whichever it was called by.
  const answering = isSameRoute(route, fn) ? fn : findFunction(idl, route);
  if (answering?.name !== fn.name) {
    return { status: 'undecodable', reason: `The reply is one of ${routeText(route)}, not of ${fn.name}` };
  }
  try {
    return { status, type, value: decodeValue(type, payload.subarray(headerLength)) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { status: 'undecodable', reason: `The reply is not a ${typeText(type)}: ${error.message}` };
  }
}

/** What an error reply says without an IDL. */
export function failure(reply: RawReply): ReplyFailure {
  const reason = replyCodeText(reply.code);
  const panic = panicText(reply.payload);
  if (panic) return { reason, panic };
  return panic === '' ? { reason, hint: silentPanicHint } : { reason };
}

const silentPanicHint =
  'It was built without panic messages (feature gstd-panic-message of sails-rs). A call that the program does not know panics too.';

/** gstd writes `panicked with 'words'`, or `'<unknown>'` in builds without panic messages: '' here. */
function panicText(payload: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  const words = /^panicked with '([\s\S]*)'( at '[\s\S]*')?$/.exec(text);
  const message = words ? `${words[1]}${words[2] ?? ''}` : text;
  if (message === '<unknown>') return '';
  return message === '' ? undefined : message;
}
