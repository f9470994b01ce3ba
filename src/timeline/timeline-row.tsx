import type { MessageRecord } from '../network/network.ts';
import { formatTime, groupDigits } from '../shared/units.ts';
import { Wvara } from '../ui/amount.tsx';
import { Icon } from '../ui/icon.tsx';
import type { MessageDescription } from './describe-message.ts';
import { Lanes } from './lanes.tsx';

interface TimelineRowProps {
  message: MessageRecord;
  description: MessageDescription;
  /** The program's name. */
  label: string;
  /** The program that sent it; absent for messages of people. */
  sender?: string | undefined;
  isSimulated: boolean;
  isOpen: boolean;
  onToggle: () => void;
}

const ROUTES = {
  canonical: 'through Ethereum',
  injected: 'injected',
  reply: 'reply',
};

export function TimelineRow({ message, description, label, sender, isSimulated, isOpen, onToggle }: TimelineRowProps) {
  const { call, answer } = description;
  const { execution, causedBy, route, status, reason } = message;
  return (
    <div className="timeline-row" data-status={status}>
      <button type="button" className="timeline-row__main" aria-expanded={isOpen} onClick={onToggle}>
        <span className="timeline-row__chevron">
          <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} />
        </span>
        <span className="timeline-row__text">
          <span className="timeline-row__call mono" title={answer ? `${call} → ${answer.text}` : call}>
            {causedBy && (
              <span className="muted" title="Caused by another message">
                ↳{' '}
              </span>
            )}
            {call}
            {answer && (
              <span className={answer.isError ? 'danger' : ''} data-testid="reply">
                <span className="muted"> → </span>
                {answer.text}
              </span>
            )}
          </span>
          <span className="timeline-row__sub muted">
            {label} · {sender ? `from ${sender}` : ROUTES[route]} ·{' '}
            <span className="num">{formatTime(message.sentAt)}</span>
          </span>
          {(status === 'waiting' || status === 'refused') && reason && (
            <span className={status === 'refused' ? 'danger' : 'warning'} data-testid="reason">
              {status === 'waiting' ? 'Waits: ' : 'Refused: '}
              {reason}
            </span>
          )}
        </span>
        <span className="timeline-row__cost">
          {execution && (
            <>
              <span className="num" data-testid="gas">
                {groupDigits(execution.gasBurned)} gas
              </span>
              {execution.charged ? (
                <Wvara value={-execution.cost} className="muted" />
              ) : (
                <span className="muted">not charged</span>
              )}
            </>
          )}
          {!execution && message.prediction?.status === 'predicted' && (
            <span className="num muted" title="As predicted by a run of the same runtime here">
              ~{groupDigits(message.prediction.gasBurned)} gas
            </span>
          )}
        </span>
      </button>
      <Lanes message={message} isSimulated={isSimulated} />
    </div>
  );
}
