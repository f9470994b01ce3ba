import type { MessageRecord, PendingMessage, StateCause, StatePoint } from '../network/network.ts';
import { decodeCall } from '../program/codec/decode-call.ts';
import { decodeEvent, type RawOutgoing } from '../program/codec/decode-event.ts';
import type { ProgramIdl } from '../program/idl.ts';
import { callText, eventText } from '../program/value-text.ts';
import { bytesText } from '../shared/bytes-text.ts';
import { ETH_DECIMALS, formatUnits, shortHex, WVARA_DECIMALS } from '../shared/units.ts';

/** What led to a state, in one line, e.g. `Add(5)`, `Top-up of 10 WVARA, Add(5) and 2 more`. */
export function describeCauses({ causes }: Pick<StatePoint, 'causes'>, context: CauseContext): string {
  const shown = causes.slice(0, SHOWN).map((cause) => describeCause(cause, context));
  const rest = causes.length - SHOWN;
  return shown.length === 0 ? 'not known how' : `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export interface CauseContext {
  idl: ProgramIdl | undefined;
  messages: ReadonlyMap<string, MessageRecord>;
}

const SHOWN = 2;

function describeCause(cause: StateCause, { idl, messages }: CauseContext): string {
  switch (cause.kind) {
    case 'created':
      return 'Created';
    case 'message': {
      const message = messages.get(cause.messageId);
      if (!message) return `message ${shortHex(cause.messageId)}`;
      return describePayload({ payload: message.payload, kind: message.route }, idl);
    }
    case 'topUp':
      return `Top-up of ${formatUnits(cause.amount, WVARA_DECIMALS, 4)} WVARA`;
    case 'converted':
      return `Converted into ${formatUnits(cause.amount, WVARA_DECIMALS, 4)} WVARA`;
    case 'freeTopUp':
      return `Top-up of ${formatUnits(cause.amount, ETH_DECIMALS, 4)} ETH`;
    case 'forked':
      return 'Forked';
    case 'queued':
      return 'Message queued';
    case 'task':
      return 'Due task';
  }
}

/** What a program sent: an event in words, or the payload. */
export function describeSent(message: RawOutgoing, idl: ProgramIdl | undefined): string {
  const decoded = idl && decodeEvent(idl, message);
  return decoded?.status === 'event'
    ? `event ${eventText(decoded.event, decoded.values, 80)}`
    : bytesText(message.payload);
}

/** The call that a payload makes, or the payload. */
export function describePayload(
  { payload, kind }: { payload: Uint8Array; kind: PendingMessage['kind'] | MessageRecord['route'] },
  idl: ProgramIdl | undefined,
): string {
  if (kind === 'reply') return `reply ${bytesText(payload)}`;
  const decoded = idl && decodeCall(idl, payload);
  return decoded?.status === 'call' ? callText(decoded.fn, decoded.args, 80) : bytesText(payload);
}
