import type { IdlEvent, ProgramIdl } from '../idl.ts';
import type { Value } from '../value.ts';
import { routeText } from './decode-call.ts';
import { DecodeError, decodeFields } from './decode-value.ts';
import { decodeEthereumLog } from './ethereum-log.ts';
import { decodeHeader, headerLength, isSameRoute } from './message-header.ts';

/** A message as a program sends it; `destination` of 20 or 32 bytes. */
export interface RawOutgoing {
  destination: string;
  payload: Uint8Array;
}

export type DecodeEventResult =
  | { status: 'event'; encoding: 'scale' | 'ethereum'; event: IdlEvent; values: Value[] }
  | { status: 'undecodable'; reason: string };

/**
 * A message that is an event, decoded; undefined when it is an ordinary message.
 *
 * Sails emits events as messages nobody can receive: in SCALE to the zero address (`emit_event`), and, built for
 * ethexe, as an Ethereum log to 0xffff…ff (`emit_eth_event`), which the Mirror then emits as its own log.
 */
export function decodeEvent(idl: ProgramIdl, message: RawOutgoing): DecodeEventResult | undefined {
  const encoding = eventEncoding(message.destination);
  if (!encoding) return undefined;
  const events = idl.services.flatMap((service) => service.events);
  try {
    if (encoding === 'scale') return decodeScale(events, message.payload);
    const log = decodeEthereumLog(events, message.payload);
    return log
      ? { status: 'event', encoding, ...log }
      : { status: 'undecodable', reason: 'The IDL has no event with this log’s first topic' };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { status: 'undecodable', reason: `The event does not decode: ${error.message}` };
  }
}

/** How a message to this destination is encoded if it is an event. */
export function eventEncoding(destination: string): 'scale' | 'ethereum' | undefined {
  if (/^0x(?:0{40}|0{64})$/.test(destination)) return 'scale';
  return /^0x(?:0{24})?f{40}$/i.test(destination) ? 'ethereum' : undefined;
}

function decodeScale(events: readonly IdlEvent[], payload: Uint8Array): DecodeEventResult {
  const route = decodeHeader(payload);
  if (!route) return { status: 'undecodable', reason: 'The event does not begin with a Sails 2 header' };
  const event = events.find((candidate) => isSameRoute(route, candidate));
  if (!event) {
    return {
      status: 'undecodable',
      reason: `The IDL has no such event (${routeText(route).replace('function', 'entry')})`,
    };
  }
  return {
    status: 'event',
    encoding: 'scale',
    event,
    values: decodeFields(event.fields, payload.subarray(headerLength)),
  };
}
