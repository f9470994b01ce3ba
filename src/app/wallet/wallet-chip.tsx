import { useState } from 'react';
import { shortHex } from '../../shared/units.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useWallet } from '../../stores/wallet-store.ts';
import { Eth, Wvara } from '../../ui/amount.tsx';
import { AccountDialog } from './account-dialog.tsx';

/** Who signs and pays on Ethereum: the wallet's account with its balances, or the way to connect one. */
export function WalletChip() {
  const address = useWallet((wallet) => wallet.address);
  const actions = useWallet((wallet) => wallet.actions);
  const account = useNetwork((state) => state.account);
  const [open, setOpen] = useState(false);
  if (!address) {
    return (
      <button type="button" className="button button--primary" disabled={!actions} onClick={actions?.connect}>
        Connect wallet
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        className="button account-chip"
        title="The account that signs and pays"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className="visually-hidden">Account </span>
        <span className="mono">{shortHex(address)}</span>
        {account?.address === address && (
          <span className="account-chip__balances">
            <Eth value={account.balance} />
            <Wvara value={account.wvara} />
          </span>
        )}
      </button>
      {open && <AccountDialog address={address} onClose={() => setOpen(false)} />}
    </>
  );
}
