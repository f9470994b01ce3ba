import { useNetwork } from '../stores/network-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { Eth, Wvara } from '../ui/amount.tsx';
import { Hash } from '../ui/hash.tsx';
import { WalletChip } from './wallet/wallet-chip.tsx';

/** The account that signs and pays: the local network's own, or the wallet's. */
export function AccountArea() {
  const selected = useSettings((settings) => settings.network);
  const account = useNetwork((state) => state.account);
  if (selected !== 'local') return <WalletChip />;
  if (!account) return null;
  return (
    <div className="account" title="The account that signs and pays">
      <Hash value={account.address} what="Account" />
      <Eth value={account.balance} />
      <Wvara value={account.wvara} />
    </div>
  );
}
