import { bytesToHex, hexToBytes } from '../../shared/hex.ts';
import type { IdlRoute } from '../idl.ts';

export const headerLength = 16;

/**
 * The 16 bytes that open every Sails 2 message, in the order in which they lie:
 * `GM` · version 1 · header length 16 · interface id (8) · entry id (u16, little-endian) · route · 0.
 */
export function encodeHeader({ interfaceId, entryId, routeIdx }: IdlRoute): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(headerLength);
  header.set([0x47, 0x4d, 1, headerLength]);
  header.set(hexToBytes(interfaceId), 4);
  new DataView(header.buffer).setUint16(12, entryId, true);
  header[14] = routeIdx;
  return header;
}

/** The route in a payload's header, or undefined when the payload has no Sails 2 header. */
export function decodeHeader(payload: Uint8Array): IdlRoute | undefined {
  if (payload.length < headerLength) return undefined;
  const [g, m, version, length] = payload;
  if (g !== 0x47 || m !== 0x4d || version !== 1 || length !== headerLength || payload[15] !== 0) return undefined;
  return {
    interfaceId: bytesToHex(payload.subarray(4, 12)),
    entryId: (payload[12] ?? 0) | ((payload[13] ?? 0) << 8),
    routeIdx: payload[14] ?? 0,
  };
}

/**
 * Whether a message with route `actual` is one of `expected`. Route 0 stands for "the only service with this
 * interface" and is allowed on both sides.
 */
export function isSameRoute(actual: IdlRoute, expected: IdlRoute): boolean {
  return (
    actual.interfaceId === expected.interfaceId &&
    actual.entryId === expected.entryId &&
    (actual.routeIdx === expected.routeIdx || actual.routeIdx === 0 || expected.routeIdx === 0)
  );
}
