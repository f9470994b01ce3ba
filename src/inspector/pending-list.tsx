import type { PendingMessage } from '../network/network.ts';
import type { ProgramIdl } from '../program/idl.ts';
import type { Hex } from '../shared/hex.ts';
import { groupDigits } from '../shared/units.ts';
import { useProgramLabel } from '../stores/program-store.ts';
import { Eth } from '../ui/amount.tsx';
import { Hash } from '../ui/hash.tsx';
import { describePayload, describeSent } from './describe-cause.ts';

/** A message that lies in some part of a state. */
export interface ListedMessage extends Pick<PendingMessage, 'messageId' | 'payload' | 'value'> {
  /** Of a message to the program; absent: the program sent it. */
  kind?: PendingMessage['kind'];
  /** Who sent it, or for whom it is. */
  source?: Hex;
  destination?: Hex;
  /** The block until which, or at which, and in words. */
  until?: { words: string; height: number };
}

const SHOWN = 20;

/** Messages in a cell of the table; a call is told by the program's interface where it is one. */
export function PendingList({ messages, idl }: { messages: readonly ListedMessage[]; idl: ProgramIdl | undefined }) {
  const labelOf = useProgramLabel();
  if (messages.length === 0) return <span className="muted">empty</span>;
  return (
    <ul className="pending">
      {messages.slice(0, SHOWN).map((message) => (
        <li key={message.messageId}>
          <span className="mono pending__call">{describe(message, idl)}</span>{' '}
          <span className="muted">
            {message.source && <>from {labelOf(message.source)} </>}
            {message.destination && <>for {labelOf(message.destination)} </>}
            {message.until && (
              <>
                · {message.until.words} {groupDigits(message.until.height)}{' '}
              </>
            )}
            · <Hash value={message.messageId} what="Message id" />
          </span>
          {message.value > 0n && (
            <>
              {' '}
              <Eth value={message.value} />
            </>
          )}
        </li>
      ))}
      {messages.length > SHOWN && <li className="muted">and {groupDigits(messages.length - SHOWN)} more</li>}
    </ul>
  );
}

function describe({ payload, kind, destination }: ListedMessage, idl: ProgramIdl | undefined): string {
  if (!kind) return describeSent({ destination: destination ?? '', payload }, idl);
  return `${kind === 'init' ? 'init ' : ''}${describePayload({ payload, kind }, idl)}`;
}
