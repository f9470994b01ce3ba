import { toast } from 'sonner';
import type { NetworkInfo, WalletTransaction } from '../network/network.ts';
import { explorerUrl } from '../shared/explorer-url.ts';
import { groupDigits, shortHex } from '../shared/units.ts';
import { copyText } from '../ui/copy-text.ts';

/** Tells how far a transaction is, in one toast that changes as it gets on. */
export function showTransaction(info: NetworkInfo, transaction: WalletTransaction): void {
  const { title, status, block, reason } = transaction;
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
        description: (
          <>
            In block {block === undefined ? 'of' : groupDigits(block)} {block === undefined && info.name} {link}
          </>
        ),
      });
      break;
    case 'failed':
      toast.error(title, {
        ...common,
        duration: 20_000,
        description: (
          <>
            {reason ?? 'It failed.'} {link}
          </>
        ),
      });
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
