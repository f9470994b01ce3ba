import type { MessageRecord } from '../network/network.ts';
import { formatDuration } from '../shared/units.ts';
import { type Confirmation, confirmationsOf } from './confirmations.ts';

interface LanesProps {
  message: MessageRecord;
  /** Whether the chain is simulated: then nothing is predicted. */
  isSimulated: boolean;
}

/**
 * How far a message is, a lane each, with its latency from the moment it was sent. Shape tells what colour tells: dotted
 * ring = not yet, dotted and filled = predicted, half = pre-confirmed, full = settled, with a tick = final, cross = not to
 * be trusted, dash = does not apply.
 */
export function Lanes({ message, isSimulated }: LanesProps) {
  if (message.status === 'refused') {
    return (
      <span className="lanes lanes--refused">
        <Mark shape="cross" /> refused
      </span>
    );
  }
  const confirmations = confirmationsOf(message, isSimulated);
  return (
    <ol className="lanes" aria-label="Confirmations" data-count={confirmations.length}>
      {confirmations.map((confirmation) => (
        <Lane key={confirmation.name} confirmation={confirmation} />
      ))}
    </ol>
  );
}

type Shape = 'ring' | 'dotted' | 'half' | 'full' | 'final' | 'cross' | 'dash';

const REACHED = { predicted: 'dotted', 'pre-confirmed': 'half', settled: 'full', final: 'final' } as const;
const OTHERWISE = { pending: 'ring', failed: 'cross', skipped: 'dash' } as const;

function Lane({ confirmation: { name, state, latency, detail } }: { confirmation: Confirmation }) {
  const shape = state === 'reached' ? REACHED[name] : OTHERWISE[state];
  return (
    <li
      className="lanes__lane"
      data-reached={state === 'reached' || undefined}
      data-failed={(state === 'failed' && name === 'pre-confirmed') || undefined}
      title={detail}
    >
      <Mark shape={shape} />
      <span>{name}</span>
      <span className="num lanes__time">{wordsOf(name, state, latency)}</span>
    </li>
  );
}

function wordsOf(name: Confirmation['name'], state: Confirmation['state'], latency: number | undefined): string {
  if (state === 'skipped') return 'none';
  if (state === 'failed') return name === 'predicted' ? 'not possible' : 'invalid';
  return latency === undefined ? '' : formatDuration(latency);
}

function Mark({ shape }: { shape: Shape }) {
  if (shape === 'cross' || shape === 'dash') {
    return (
      <svg className="mark" width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
        <path d={shape === 'cross' ? 'M3 3l6 6M9 3l-6 6' : 'M3.5 6h5'} className="mark__line" />
      </svg>
    );
  }
  const dashes = shape === 'ring' || shape === 'dotted' ? '1.6 2' : undefined;
  return (
    <svg className="mark" width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx={6} cy={6} r={4.5} className="mark__line" strokeDasharray={dashes} />
      {shape === 'dotted' && <circle cx={6} cy={6} r={2} className="mark__fill" />}
      {shape === 'half' && <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" className="mark__fill" />}
      {(shape === 'full' || shape === 'final') && <circle cx={6} cy={6} r={4.5} className="mark__fill" />}
      {shape === 'final' && <path d="M3.8 6.2 5.4 7.8 8.3 4.5" className="mark__check" />}
    </svg>
  );
}
