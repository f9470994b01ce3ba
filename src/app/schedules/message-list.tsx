import { useMemo } from 'react';
import type { MessageRecord } from '../../network/network.ts';
import type { Hex } from '../../shared/hex.ts';
import { formatUnits, shortHex } from '../../shared/units.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { describeMessage } from '../../timeline/describe-message.ts';
import { Icon } from '../../ui/icon.tsx';
import type { ComposedMessage } from './in-flight.ts';
import { recordOf } from './outcome-facts.ts';
import { clearMessages, removeMessage, useSchedules } from './schedule-store.ts';
import { senderName } from './senders.ts';

/** The messages in flight by their number, in the order in which they were sent. */
export function MessageList({ account }: { account: Hex }) {
  const composed = useSchedules((state) => state.composed);
  const taken = useSchedules((state) => state.taken);
  const isBusy = useSchedules((state) => state.progress !== null);
  const idlOf = useInterfaceOf();
  const labelOf = useProgramLabel();
  const rows = useMemo(() => {
    const past = taken?.messages.map((message) => ({ record: recordOf(message), key: undefined })) ?? [];
    return [...past, ...composed.map((message) => ({ record: composedRecord(message), key: message.key }))];
  }, [taken, composed]);
  if (rows.length === 0) return <p className="muted">None yet. There should be two that may meet.</p>;
  return (
    <>
      <ol className="schedules__messages" aria-label="Messages in flight">
        {rows.map(({ record, key }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message is called by its number
          <li key={index}>
            <span className="schedules__number num">{index + 1}</span>
            <span>
              <span className="mono">
                {labelOf(record.program)}: {describeMessage(record, idlOf(record.program)).call}
              </span>{' '}
              <span className="muted">
                from {senderName(record.source, account) ?? shortHex(record.source)}
                {record.route === 'injected' && ', injected'}
                {record.value > 0n && `, with ${formatUnits(record.value, 18, 4)} ETH`}
              </span>
            </span>
            {key !== undefined && (
              <button
                type="button"
                className="icon-button"
                aria-label={`Remove message ${index + 1}`}
                disabled={isBusy}
                onClick={() => removeMessage(key)}
              >
                <Icon name="close" size={12} />
              </button>
            )}
          </li>
        ))}
      </ol>
      <button type="button" className="link" disabled={isBusy} onClick={clearMessages}>
        Remove all
      </button>
    </>
  );
}

function composedRecord({ program, source, route, payload, value }: ComposedMessage): MessageRecord {
  return { id: program, program, source, route, payload, value, status: 'queued', sentAt: 0, outgoing: [] };
}
