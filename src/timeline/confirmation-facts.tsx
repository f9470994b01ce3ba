import type { MessageRecord } from '../network/network.ts';
import { formatDuration, groupDigits } from '../shared/units.ts';
import { useExplorer } from '../stores/use-explorer.ts';
import { Hash } from '../ui/hash.tsx';
import { DetailsRow } from './details-row.tsx';

/** Who said what of a message on Ethereum, with the way to look it up; nothing on the local network. */
export function ConfirmationFacts({ message }: { message: MessageRecord }) {
  const { transaction, prediction, preConfirmation, settlement, settledBlock } = message;
  const explorer = useExplorer();
  return (
    <>
      {transaction && (
        <DetailsRow name="Sent in">
          <Hash value={transaction} what="Transaction" href={explorer('tx', transaction)} />
        </DetailsRow>
      )}
      {prediction && (
        <DetailsRow name="Predicted">
          {prediction.status === 'unavailable' ? (
            <span className="muted">{prediction.reason}</span>
          ) : (
            <>
              <span className="num">{groupDigits(prediction.gasBurned)}</span> gas, state{' '}
              <Hash value={prediction.stateHashBefore} what="State hash before" /> →{' '}
              <Hash value={prediction.stateHashAfter} what="Predicted state hash" />{' '}
              <span className="muted">by a run here in {formatDuration(prediction.duration)}</span>
            </>
          )}
        </DetailsRow>
      )}
      {preConfirmation && (
        <DetailsRow name="Receipt">
          <strong className={preConfirmation.verdict === 'valid' ? 'success' : 'danger'}>
            {preConfirmation.verdict === 'valid' ? 'Valid signature' : 'Invalid'}
          </strong>{' '}
          of the validator{' '}
          <Hash
            value={preConfirmation.validator}
            what="Validator"
            href={explorer('address', preConfirmation.validator)}
          />
          {preConfirmation.problem && <span className="danger"> {preConfirmation.problem}</span>}
        </DetailsRow>
      )}
      {settlement && (
        <DetailsRow name="Settled in">
          <Hash value={settlement.transaction} what="Transaction" href={explorer('tx', settlement.transaction)} />
          {settledBlock !== undefined && (
            <>
              , block <Block height={settledBlock} href={explorer('block', settledBlock)} />
            </>
          )}
        </DetailsRow>
      )}
    </>
  );
}

function Block({ height, href }: { height: number; href: string | undefined }) {
  const text = <span className="num">{groupDigits(height)}</span>;
  if (!href) return text;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}
