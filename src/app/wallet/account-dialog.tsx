import type { Hex } from '../../shared/hex.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useExplorer } from '../../stores/use-explorer.ts';
import { useWallet } from '../../stores/wallet-store.ts';
import { Eth, Wvara } from '../../ui/amount.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Hash } from '../../ui/hash.tsx';
import { showError } from '../commands/registry.ts';
import { FaucetActions } from '../faucet-actions.tsx';

/** The connected account: its balances on the selected network, and the way to disconnect it. */
export function AccountDialog({ address, onClose }: { address: Hex; onClose: () => void }) {
  const { actions, chainId, name } = useWallet();
  const account = useNetwork((state) => state.account);
  const network = useNetwork((state) => state.network);
  const explorer = useExplorer();
  return (
    <Dialog title="Account" onClose={onClose}>
      <dl className="facts">
        <Fact name="Address">
          <Hash value={address} what="Account" head={20} tail={20} href={explorer('address', address)} />
        </Fact>
        {name && <Fact name="Wallet">{name}</Fact>}
        <Fact name="Wallet’s chain">
          {chainId ?? 'unknown'}
          {network && chainId === network.info.chainId && <span className="muted"> · {network.info.name}</span>}
        </Fact>
        {account ? (
          <>
            <Fact name="ETH">
              <Eth value={account.balance} />
            </Fact>
            <Fact name="WVARA">
              <Wvara value={account.wvara} /> <span className="muted">pays for Executable Balances</span>
            </Fact>
          </>
        ) : (
          <Fact name="Balances">
            <span className="muted">
              {network ? `${network.info.name} has not told them yet` : 'no network answers'}
            </span>
          </Fact>
        )}
      </dl>
      <div className="dialog__footer">
        <FaucetActions />
        <button
          type="button"
          className="button button--danger"
          onClick={() => {
            onClose();
            actions?.disconnect().catch(showError);
          }}
        >
          Disconnect
        </button>
      </div>
    </Dialog>
  );
}
