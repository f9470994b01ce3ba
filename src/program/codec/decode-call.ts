import type { IdlFunction, IdlRoute, ProgramIdl } from '../idl.ts';
import type { Value } from '../value.ts';
import { DecodeError, decodeFields } from './decode-value.ts';
import { decodeHeader, headerLength, isSameRoute } from './message-header.ts';
import { decodeSolidityCall } from './solidity-call.ts';

export type DecodeCallResult =
  /** `solidity`: in Solidity's encoding, so the reply is, too. */
  | { status: 'call'; fn: IdlFunction; args: Value[]; solidity?: true }
  /** `fn` is known when the header fits the IDL and the arguments do not. */
  | { status: 'undecodable'; fn?: IdlFunction; reason: string };

/** Which function a payload calls and with what, e.g. to show an incoming message as `Add(5)`. */
export function decodeCall(idl: ProgramIdl, payload: Uint8Array): DecodeCallResult {
  const route = decodeHeader(payload);
  if (!route) return decodeInSolidity(idl, payload);
  const fn = findFunction(idl, route);
  if (!fn) return { status: 'undecodable', reason: `The IDL has no ${routeText(route)}` };
  try {
    return { status: 'call', fn, args: decodeFields(fn.params, payload.subarray(headerLength)) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { status: 'undecodable', fn, reason: `The arguments are not those of ${fn.name}: ${error.message}` };
  }
}

function decodeInSolidity(idl: ProgramIdl, payload: Uint8Array): DecodeCallResult {
  const call = decodeSolidityCall(idl, payload);
  if (!call) {
    const reason =
      'The payload begins neither with a Sails 2 header nor with a selector of the program’s Solidity interface';
    return { status: 'undecodable', reason };
  }
  const { fn } = call;
  try {
    return { status: 'call', fn, args: call.arguments(), solidity: true };
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
