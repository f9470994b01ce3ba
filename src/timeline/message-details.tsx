import type { MessageRecord } from '../network/network.ts';
import { EventView } from '../program/form/event-view.tsx';
import { ReplyView } from '../program/form/reply-view.tsx';
import type { ProgramIdl } from '../program/idl.ts';
import { bytesToHex } from '../shared/hex.ts';
import { formatDuration, groupDigits } from '../shared/units.ts';
import { useInterfaceOf } from '../stores/interfaces.ts';
import { useLayout } from '../stores/layout-store.ts';
import { useNetwork } from '../stores/network-store.ts';
import { inspectState, useProgramLabel } from '../stores/program-store.ts';
import { useExplorer } from '../stores/use-explorer.ts';
import { Eth, Wvara } from '../ui/amount.tsx';
import { Hash } from '../ui/hash.tsx';
import { ConfirmationFacts } from './confirmation-facts.tsx';
import { describeOutgoing, type MessageDescription } from './describe-message.ts';
import { DetailsRow } from './details-row.tsx';
import { GasSplitView } from './gas-split-view.tsx';

interface MessageDetailsProps {
  message: MessageRecord;
  description: MessageDescription;
  idl: ProgramIdl | undefined;
}

/** Everything known of one message, each number where it came from. */
export function MessageDetails({ message, description, idl }: MessageDetailsProps) {
  const { id, source, program, payload, value, execution, reply, outgoing, causedBy } = message;
  const explorer = useExplorer();
  const allLogs = useNetwork((state) => state.logs);
  const logs = allLogs.filter((line) => line.messageId === id);
  return (
    <dl className="details" data-testid="message-details">
      <DetailsRow name="Message">
        <Hash value={id} what="Message id" /> from{' '}
        <Hash value={source} what="Sender" href={explorer('address', source)} /> to{' '}
        <Hash value={program} what="Program" href={explorer('address', program)} />
        {causedBy && <CausedBy id={causedBy} />}{' '}
        <button type="button" className="link" onClick={() => showGraph(id)}>
          Graph
        </button>
      </DetailsRow>
      <DetailsRow name="Payload">
        <Hash value={bytesToHex(payload)} what="Payload" head={24} tail={8} />{' '}
        <span className="muted">{payload.length} B</span>
        {description.undecoded && <span className="warning"> {description.undecoded}</span>}
      </DetailsRow>
      {value > 0n && (
        <DetailsRow name="Value">
          <Eth value={value} />
        </DetailsRow>
      )}
      {reply && (
        <DetailsRow name="Reply">
          {description.reply ? (
            <ReplyView reply={description.reply} payload={reply.payload} />
          ) : (
            <Hash value={bytesToHex(reply.payload)} what="Reply" head={24} tail={8} />
          )}{' '}
          <span className="muted mono" title={reply.code}>
            {reply.codeText}
          </span>
          {reply.value > 0n && <Eth value={reply.value} signed />}
        </DetailsRow>
      )}
      {outgoing.length > 0 && (
        <DetailsRow name="Sent">
          <Outgoing message={message} idl={idl} />
        </DetailsRow>
      )}
      {logs.length > 0 && (
        <DetailsRow name="Log">
          <pre>{logs.map(({ text }) => text).join('\n')}</pre>
        </DetailsRow>
      )}
      <ConfirmationFacts message={message} />
      {execution && (
        <>
          <DetailsRow name="Gas">
            <span className="num">{groupDigits(execution.gasBurned)}</span>
            {execution.charged ? (
              <>
                {' '}
                × 100 = <Wvara value={execution.cost} /> from the Executable Balance
              </>
            ) : (
              ', not charged'
            )}
            {execution.split && <GasSplitView split={execution.split} />}
          </DetailsRow>
          <DetailsRow name="State">
            <Hash value={execution.stateHashBefore} what="State hash before" /> →{' '}
            <Hash value={execution.stateHashAfter} what="State hash after" />{' '}
            {execution.stateHashBefore === execution.stateHashAfter && <span className="muted">unchanged </span>}
            <button
              type="button"
              className="link"
              onClick={() => {
                inspectState({ program, at: execution.stateHashAfter, against: execution.stateHashBefore });
                useLayout.getState().showBottom('inspector');
              }}
            >
              Inspect
            </button>
          </DetailsRow>
          <DetailsRow name="Run">
            <span className="mono">{execution.outcome}</span>
            {execution.executor !== undefined && <> on executor #{execution.executor}</>} at height{' '}
            {groupDigits(execution.height)}
            {execution.duration !== undefined && <>, {formatDuration(execution.duration)}</>}
          </DetailsRow>
        </>
      )}
    </dl>
  );
}

function showGraph(id: MessageRecord['id']): void {
  useLayout.getState().setOpenMessage(id);
  useLayout.getState().showBottom('graph');
}

function CausedBy({ id }: { id: NonNullable<MessageRecord['causedBy']> }) {
  return (
    <>
      , caused by{' '}
      <button type="button" className="link mono" onClick={() => useLayout.getState().setOpenMessage(id)}>
        another message
      </button>
    </>
  );
}

function Outgoing({ message, idl }: { message: MessageRecord; idl: ProgramIdl | undefined }) {
  const labelOf = useProgramLabel();
  const idlOf = useInterfaceOf();
  return (
    <ul className="details__list">
      {message.outgoing.map((outgoing) => {
        const description = describeOutgoing(outgoing, idl ?? idlOf(message.program));
        return (
          <li key={outgoing.id}>
            {description.kind === 'event' ? (
              <EventView event={description.event} payload={outgoing.payload} />
            ) : (
              <>
                <span className="mono">{description.text}</span> to{' '}
                <span title={outgoing.destination}>{labelOf(outgoing.destination)}</span>
                {outgoing.value > 0n && (
                  <>
                    {' '}
                    with <Eth value={outgoing.value} />
                  </>
                )}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
