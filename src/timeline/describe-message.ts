import type { MessageRecord, OutgoingMessage } from '../network/network.ts';
import { decodeCall } from '../program/codec/decode-call.ts';
import { type DecodeEventResult, decodeEvent } from '../program/codec/decode-event.ts';
import { type DecodedReply, decodeReply, failure } from '../program/codec/decode-reply.ts';
import type { IdlFunction, ProgramIdl } from '../program/idl.ts';
import { callText, eventText, valueText } from '../program/value-text.ts';
import { bytesText } from '../shared/bytes-text.ts';

export interface MessageDescription {
  /** `Add(5)`, or the payload where it is not decoded. */
  call: string;
  /** Why the call is shown as bytes. */
  undecoded?: string;
  fn?: IdlFunction;
  /** What came back, in one line. */
  answer?: { text: string; isError: boolean };
  reply?: DecodedReply;
}

const known = new WeakMap<MessageRecord, { idl: ProgramIdl | undefined; description: MessageDescription }>();

/** A message in words, as far as the program's interface explains it. Records never change, so each is described once. */
export function describeMessage(message: MessageRecord, idl: ProgramIdl | undefined): MessageDescription {
  const entry = known.get(message);
  if (entry && entry.idl === idl) return entry.description;
  const description = inWords(message, idl);
  known.set(message, { idl, description });
  return description;
}

function inWords(message: MessageRecord, idl: ProgramIdl | undefined): MessageDescription {
  const payload = bytesText(message.payload);
  const decoded = idl && decodeCall(idl, message.payload);
  const fn = decoded?.fn;
  const call =
    decoded?.status === 'call'
      ? callText(decoded.fn, decoded.args, 120)
      : message.route === 'reply'
        ? `reply ${payload}`
        : payload;
  return {
    call,
    ...(decoded?.status === 'undecodable' &&
      message.payload.length > 0 &&
      message.route !== 'reply' && { undecoded: decoded.reason }),
    ...(fn && { fn }),
    ...(message.reply && describeReply(message.reply, idl, fn, decoded?.status === 'call' && decoded.solidity)),
  };
}

function describeReply(
  reply: NonNullable<MessageRecord['reply']>,
  idl: ProgramIdl | undefined,
  fn: IdlFunction | undefined,
  solidity: boolean | undefined,
): Pick<MessageDescription, 'answer' | 'reply'> {
  if (!idl || !fn) {
    if (reply.code.startsWith('0x00'))
      return { answer: { text: reply.payload.length === 0 ? 'accepted' : bytesText(reply.payload), isError: false } };
    const failed = failure(reply);
    return { answer: { text: failureText(failed), isError: true }, reply: { status: 'failed', ...failed } };
  }
  if (fn.kind === 'constructor' && reply.code.startsWith('0x00'))
    return { answer: { text: 'initialized', isError: false } };
  const decoded = decodeReply(idl, fn, reply, solidity);
  return { answer: answerText(decoded), reply: decoded };
}

export function answerText(reply: DecodedReply): { text: string; isError: boolean } {
  switch (reply.status) {
    case 'value':
      return { text: valueText(reply.type, reply.value, 120), isError: false };
    case 'thrown':
      return { text: valueText(reply.type, reply.value, 120), isError: true };
    case 'failed':
      return { text: failureText(reply), isError: true };
    case 'undecodable':
      return { text: 'reply not decoded', isError: true };
  }
}

function failureText({ reason, panic }: { reason: string; panic?: string }): string {
  return panic ? `${reason}: ${panic}` : reason;
}

export type OutgoingDescription =
  | { kind: 'event'; text: string; event: DecodeEventResult }
  | { kind: 'message'; text: string };

/** What a program sent: an event in words, or a message with its bytes. */
export function describeOutgoing(outgoing: OutgoingMessage, idl: ProgramIdl | undefined): OutgoingDescription {
  const event = idl && decodeEvent(idl, outgoing);
  if (event?.status === 'event') return { kind: 'event', text: eventText(event.event, event.values, 160), event };
  if (event) return { kind: 'event', text: `event ${bytesText(outgoing.payload)}`, event };
  return { kind: 'message', text: bytesText(outgoing.payload) };
}
