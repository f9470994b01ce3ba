import type { IdlFunction, IdlRoute, ProgramIdl } from '../idl.ts';
import type { Value } from '../value.ts';
import { DecodeError, decodeFields } from './decode-value.ts';
import { decodeHeader, headerLength, isSameRoute } from './message-header.ts';

export type DecodeCallResult =
  | { status: 'call'; fn: IdlFunction; args: Value[] }
  /** `fn` is known when the header fits the IDL and the arguments do not. */
  | { status: 'undecodable'; fn?: IdlFunction; reason: string };

/** Which function a payload calls and with what, e.g. to show an incoming message as `Add(5)`. */
export function decodeCall(idl: ProgramIdl, payload: Uint8Array): DecodeCallResult {
  const route = decodeHeader(payload);
  if (!route) return { status: 'undecodable', reason: 'The payload does not begin with a Sails 2 header' };
  const fn = findFunction(idl, route);
  if (!fn) return { status: 'undecodable', reason: `The IDL has no ${routeText(route)}` };
  try {
    return { status: 'call', fn, args: decodeFields(fn.params, payload.subarray(headerLength)) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { status: 'undecodable', fn, reason: `The arguments are not those of ${fn.name}: ${error.message}` };
  }
}

/** The function or constructor that a header addresses. */
export function findFunction(idl: ProgramIdl, route: IdlRoute): IdlFunction | undefined {
  const isIt = (fn: IdlFunction) => isSameRoute(route, fn);
  return idl.constructors.find(isIt) ?? idl.services.flatMap((service) => service.functions).find(isIt);
}

export function routeText({ interfaceId, entryId, routeIdx }: IdlRoute): string {
  return /^0x0*$/.test(interfaceId)
    ? `constructor ${entryId}`
    : `function ${entryId} of the service with interface ${interfaceId} on route ${routeIdx}`;
}
