import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '../../shared/hex.ts';
import type { IdlEvent } from '../idl.ts';
import type { Value } from '../value.ts';
import { decodeAbiSequence, isDynamic } from './decode-abi.ts';
import { DecodeError } from './decode-value.ts';
import { soliditySignature } from './solidity-type.ts';

/**
 * Sails' message to 0xffff…ff: the number of topics (one byte), the topics (32 bytes each), then the fields that
 * are not indexed, in Solidity's ABI encoding. An indexed field of dynamic size is only a hash of its value.
 * Undefined when none of `events` has the log's first topic.
 * @throws DecodeError
 */
export function decodeEthereumLog(
  events: readonly IdlEvent[],
  payload: Uint8Array,
): { event: IdlEvent; values: Value[] } | undefined {
  const count = payload[0] ?? 0;
  const dataAt = 1 + 32 * count;
  if (payload.length < dataAt) throw new DecodeError([], `${count} topics need ${dataAt} bytes, not ${payload.length}`);
  const topics = Array.from({ length: count }, (_, index) => payload.slice(1 + 32 * index, 33 + 32 * index));
  const [selector, ...indexed] = topics;
  const event = selector && events.find((candidate) => topicOf(candidate) === bytesToHex(selector));
  if (!event) return undefined;

  const plain = event.fields.filter((field) => !field.indexed);
  const data = decodeAbiSequence(
    plain.map((field) => field.type),
    payload.slice(dataAt),
  );
  const values = event.fields.map((field): Value => {
    if (!field.indexed) return data[plain.indexOf(field)] as Value;
    const topic = indexed.shift();
    if (!topic) throw new DecodeError([field.name], 'the log has fewer topics than indexed fields');
    return isHashed(field) ? bytesToHex(topic) : (decodeAbiSequence([field.type], topic)[0] as Value);
  });
  return { event, values };
}

/** Whether an event's field arrives only as the hash of its value when it is a topic of an Ethereum log. */
export function isHashed(field: IdlEvent['fields'][number]): boolean {
  return field.indexed === true && isDynamic(field.type);
}

function topicOf(event: IdlEvent): string | undefined {
  const signature = soliditySignature(event.name, event.fields);
  return signature && bytesToHex(keccak_256(new TextEncoder().encode(signature)));
}
