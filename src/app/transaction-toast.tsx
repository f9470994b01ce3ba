import { toast } from 'sonner';
import type { NetworkInfo, WalletTransaction } from '../network/network.ts';
import { explorerUrl } from '../shared/explorer-url.ts';
import { groupDigits, shortHex } from '../shared/units.ts';
import { copyText } from '../ui/copy-text.ts';
import { wasJustTold } from './told-failures.ts';

/** Tells how far a transaction is, in one toast that changes as it gets on. */
export function showTransaction(info: NetworkInfo, transaction: WalletTransaction): void {
  const { title, status, hash, block, reason } = transaction;
  const id = `transaction ${info.id} ${transaction.id}`;
  // What an earlier state had must not stay in the toast.
  const common = { id, action: undefined, duration: Number.POSITIVE_INFINITY, closeButton: true };
  const link = <TransactionLink info={info} transaction={transaction} />;
  switch (status) {
    case 'asking':
      toast.loading(title, { ...common, description: 'Your wallet asks for your consent.' });
      break;
    case 'pending':
      toast.loading(title, { ...common, description: <>Sent, waiting for a block. {link}</> });
      break;
    case 'included':
      toast.success(title, {
        ...common,
        duration: 6_000,
        description: hash ? (
          <>
            In {block === undefined ? 'a block' : `block ${groupDigits(block)}`} of {info.name}. {link}
          </>
        ) : (
          'Signed.'
        ),
      });
      break;
    case 'failed':
      toast.dismiss(id);
      // Who waits for the transaction mostly shows the same failure, with what to do about it.
      setTimeout(() => {
        if (reason && wasJustTold(reason)) return;
        toast.error(title, {
          ...common,
          duration: 20_000,
          description: (
            <>
              {reason ?? 'It failed.'} {link}
            </>
          ),
        });
      }, 400);
      break;
  }
}

/** To the explorer; the hash to copy where there is none. */
function TransactionLink({ info, transaction: { hash } }: { info: NetworkInfo; transaction: WalletTransaction }) {
  if (!hash) return null;
  const url = explorerUrl(info.explorer, 'tx', hash);
  if (url)
    return (
      <a href={url} target="_blank" rel="noreferrer">
        {shortHex(hash)}
      </a>
    );
  return (
    <button type="button" className="hash mono" onClick={() => void copyText(hash, 'Transaction')}>
      {shortHex(hash)}
    </button>
  );
}
