import type { MessageRecord } from '../network/network.ts';
import { formatDuration, groupDigits } from '../shared/units.ts';

/**
 * How far a message is: pre-confirmed → settled → final, each with its latency from the moment it was sent.
 * Shape tells what colour tells: dotted ring = not yet, half = pre-confirmed, full = settled, ring in full = final.
 */
export function Lanes({ message }: { message: MessageRecord }) {
  const { status, sentAt, preConfirmedAt, settledAt, settledBlock, finalAt, execution } = message;
  if (status === 'refused') {
    return (
      <span className="lanes lanes--refused">
        <Mark shape="cross" /> refused
      </span>
    );
  }
  return (
    <ol className="lanes" aria-label="Confirmations">
      <Lane
        shape="half"
        name="pre-confirmed"
        at={preConfirmedAt}
        sentAt={sentAt}
        title={
          execution
            ? `Run by executor #${execution.executor} in ${formatDuration(execution.duration)}`
            : 'Not executed yet'
        }
      />
      <Lane
        shape="full"
        name="settled"
        at={settledAt}
        sentAt={sentAt}
        title={
          settledBlock === undefined
            ? 'Settles with the next Ethereum block'
            : `In Ethereum block ${groupDigits(settledBlock)}`
        }
      />
      <Lane
        shape="final"
        name="final"
        at={finalAt}
        sentAt={sentAt}
        title={finalAt ? 'Cannot be undone' : 'Final some blocks after it is settled'}
      />
    </ol>
  );
}

interface LaneProps {
  shape: 'half' | 'full' | 'final';
  name: string;
  at: number | undefined;
  sentAt: number;
  title: string;
}

function Lane({ shape, name, at, sentAt, title }: LaneProps) {
  return (
    <li className="lanes__lane" data-reached={at !== undefined || undefined} title={title}>
      <Mark shape={at === undefined ? 'pending' : shape} />
      <span>{name}</span>
      <span className="num lanes__time">{at === undefined ? '' : formatDuration(Math.max(0, at - sentAt))}</span>
    </li>
  );
}

function Mark({ shape }: { shape: LaneProps['shape'] | 'pending' | 'cross' }) {
  return (
    <svg className="mark" width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
      {shape === 'cross' ? (
        <path d="M3 3l6 6M9 3l-6 6" className="mark__line" />
      ) : (
        <circle
          cx={6}
          cy={6}
          r={4.5}
          className="mark__line"
          strokeDasharray={shape === 'pending' ? '1.6 2' : undefined}
        />
      )}
      {shape === 'half' && <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" className="mark__fill" />}
      {(shape === 'full' || shape === 'final') && <circle cx={6} cy={6} r={4.5} className="mark__fill" />}
      {shape === 'final' && <path d="M3.8 6.2 5.4 7.8 8.3 4.5" className="mark__check" />}
    </svg>
  );
}
