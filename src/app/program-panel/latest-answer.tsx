import type { MessageRecord } from '../../network/network.ts';
import { formatDuration, groupDigits } from '../../shared/units.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useLayout } from '../../stores/layout-store.ts';
import { describeMessage } from '../../timeline/describe-message.ts';
import { Wvara } from '../../ui/amount.tsx';

/** What the latest message of a form came to: the answer, its gas and its cost; or why it waits. */
export function LatestAnswer({ message }: { message: MessageRecord }) {
  const idlOf = useInterfaceOf();
  const { call, answer } = describeMessage(message, idlOf(message.program));
  const { execution, status, reason, sentAt, preConfirmedAt, prediction } = message;
  return (
    <div className="answer" role="status" data-testid="latest-answer">
      {(execution || prediction || answer) && (
        <button
          type="button"
          className="link answer__details"
          onClick={() => {
            useLayout.getState().setOpenMessage(message.id);
            useLayout.getState().showBottom('timeline');
          }}
        >
          Details
        </button>
      )}
      <p className="mono answer__text">
        <span className="muted">{call} → </span>
        {answer ? (
          <span className={answer.isError ? 'danger' : 'answer__value'}>{answer.text}</span>
        ) : (
          <span className={status === 'refused' ? 'danger' : status === 'waiting' ? 'warning' : 'muted'}>
            {status === 'refused'
              ? 'refused'
              : status === 'waiting'
                ? 'waits'
                : status === 'settled' || status === 'final'
                  ? 'settled; Ethereum tells no reply'
                  : execution
                    ? 'no reply yet'
                    : 'on its way'}
          </span>
        )}
      </p>
      {reason && (status === 'waiting' || status === 'refused') && (
        <p className={status === 'waiting' ? 'warning' : 'danger'}>{reason}</p>
      )}
      {!execution && <Lane message={message} />}
      {execution && (
        <p className="muted answer__cost">
          {groupDigits(execution.gasBurned)} gas ·{' '}
          {execution.charged ? <Wvara value={-execution.cost} /> : 'not charged'}
          {preConfirmedAt !== undefined && ` · ${formatDuration(Math.max(0, preConfirmedAt - sentAt))}`}
        </p>
      )}
    </div>
  );
}

/** On Ethereum: which lane the answer is from, and what it is expected to burn. */
function Lane({ message }: { message: MessageRecord }) {
  const { prediction, reply, status, sentAt, preConfirmedAt, settledAt } = message;
  const at = settledAt ?? preConfirmedAt;
  const parts = [
    prediction?.status === 'predicted' && `~${groupDigits(prediction.gasBurned)} gas`,
    reply && LANES[status],
    reply && at !== undefined && formatDuration(Math.max(0, at - sentAt)),
  ];
  const text = parts.filter(Boolean).join(' · ');
  return text ? <p className="muted answer__cost">{text}</p> : null;
}

const LANES: Record<MessageRecord['status'], string> = {
  queued: 'predicted',
  waiting: 'predicted',
  preConfirmed: 'pre-confirmed',
  settled: 'settled',
  final: 'final',
  refused: 'refused',
};
