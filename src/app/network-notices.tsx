import { useState } from 'react';
import type { ConnectionStatus } from '../network/network.ts';
import { AppError } from '../shared/app-error.ts';
import { useLayout } from '../stores/layout-store.ts';
import { NETWORK_NAMES } from '../stores/network-names.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useWallet } from '../stores/wallet-store.ts';
import { chainName } from './chain-name.ts';
import { showError } from './commands/registry.ts';
import { reopenNetwork } from './networks.ts';
import { useServices } from './services-context.ts';

/** What stands between a person and a network on Ethereum, with the way out of it; nothing when all is well. */
export function NetworkNotices() {
  return (
    <div className="notices">
      <ConnectionNotice />
      <ChainNotice />
    </div>
  );
}

/** Nodes that do not answer. */
function ConnectionNotice() {
  const services = useServices();
  const id = useSettings((settings) => settings.network);
  const connection = useNetwork((state) => state.status?.connection);
  const failure = useNetwork((state) => state.failure);
  const [busy, setBusy] = useState(false);
  const problem = problemOf(connection, failure);
  // The local network's failure stands in the program panel, with the way to reset it.
  if (!problem || id === 'local') return null;

  async function retry() {
    setBusy(true);
    await reopenNetwork(services, id).catch(showError);
    setBusy(false);
  }

  return (
    <div className="notice" role="alert">
      <p>
        <strong>{problem.title}</strong> {problem.text}
      </p>
      <button type="button" className="button button--small" disabled={busy} onClick={() => void retry()}>
        Try again
      </button>
      <button type="button" className="button button--small" onClick={() => useLayout.getState().showSide('settings')}>
        Endpoints…
      </button>
    </div>
  );
}

function problemOf(connection: ConnectionStatus | undefined, failure: unknown): { title: string; text: string } | null {
  if (connection?.state === 'unreachable') return { title: 'Not connected.', text: connection.problem };
  if (failure !== null) {
    const { shortMessage, hint } = AppError.revive(failure);
    return { title: `${shortMessage}.`, text: hint ?? '' };
  }
  if (connection?.state === 'partial') return { title: 'Partly connected.', text: connection.problem };
  return null;
}

/** The wallet is on another chain than the selected network: nothing can be sent until they agree. */
function ChainNotice() {
  const id = useSettings((settings) => settings.network);
  const wanted = useNetwork((state) => state.network?.info.chainId ?? null);
  const { address, chainId, actions } = useWallet();
  if (!address || id === 'local' || wanted === null || chainId === null || chainId === wanted) return null;
  return (
    <div className="notice" role="alert">
      <p>
        <strong>Your wallet is on {chainName(chainId)}.</strong> The selected network is {NETWORK_NAMES[id]} (chain id{' '}
        {wanted}); nothing is sent until they agree.
      </p>
      <button
        type="button"
        className="button button--small"
        onClick={() => void actions?.switchTo(id).catch(showError)}
      >
        Switch to {NETWORK_NAMES[id]}
      </button>
    </div>
  );
}
