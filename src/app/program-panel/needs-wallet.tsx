import { useNetwork } from '../../stores/network-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useWallet } from '../../stores/wallet-store.ts';

/** On Ethereum, while no wallet is connected: what one is needed for, and the way to connect it. */
export function NeedsWallet({ what }: { what: string }) {
  const isLocal = useSettings((settings) => settings.network === 'local');
  const hasAccount = useNetwork((state) => state.account !== null);
  const { actions, address } = useWallet();
  if (isLocal || hasAccount || address) return null;
  return (
    <div className="note">
      <p>{what}</p>
      <p>
        <button type="button" className="link" disabled={!actions} onClick={actions?.connect}>
          Connect a wallet
        </button>
      </p>
    </div>
  );
}
