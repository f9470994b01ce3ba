import { useEffect, useState } from 'react';
import type { NetworkStatus, StorageWork } from '../network/network.ts';
import { AppError } from '../shared/app-error.ts';
import { groupDigits } from '../shared/units.ts';
import { useBuild } from '../stores/build-store.ts';
import { NETWORK_NAMES } from '../stores/network-names.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { showError } from './commands/registry.ts';

/** The state of everything that works in the background; none of it is ever silent. */
export function StatusBar() {
  return (
    <footer className="status-bar">
      <NetworkClock />
      <BuildHealth />
      <span className="status-bar__space" />
      <Saving />
    </footer>
  );
}

function NetworkClock() {
  const status = useNetwork((state) => state.status);
  const controls = useNetwork((state) => state.controls);
  const failure = useNetwork((state) => state.failure);
  const id = useSettings((settings) => settings.network);
  const storage = useNetwork((state) => state.storage);
  const isLocal = id === 'local';
  const [byHand, setByHand] = useState(false);
  useEffect(() => {
    if (!controls || !status) return;
    controls.getBlockTime().then((ms) => setByHand(ms === 0), showError);
  }, [controls, status]);
  if (failure !== null) {
    const { shortMessage, message } = AppError.revive(failure);
    return (
      <span className="danger" title={message}>
        {shortMessage}
      </span>
    );
  }
  if (storage?.doing === 'loading') return <span role="status">{storageText(storage)}</span>;
  if (!status) return <span>{isLocal ? 'Starting the local network…' : `Connecting to ${NETWORK_NAMES[id]}…`}</span>;
  if (!controls) return <EthereumClock status={status} />;
  const busy = status.executors.filter(({ state }) => state === 'busy').length;
  return (
    <>
      <span>
        Block <span className="num">{groupDigits(status.height)}</span>
        {byHand && ', by hand'}
      </span>
      {byHand && (
        <button type="button" className="status-bar__button" onClick={() => void controls?.advance(1).catch(showError)}>
          Make a block
        </button>
      )}
      <span className="num">
        {busy}/{status.executors.length} executors busy
      </span>
      {storage && <span role="status">{storageText(storage)}</span>}
    </>
  );
}

function storageText({ doing, bytes }: StorageWork): string {
  const verb = doing === 'loading' ? 'Loading' : 'Saving';
  const mebibytes = bytes >= MEBIBYTE ? `${groupDigits(Math.round(bytes / MEBIBYTE))} MiB of ` : '';
  return `${verb} ${mebibytes}program state…`;
}

const MEBIBYTE = 2 ** 20;

function EthereumClock({ status: { height, validators, connection } }: { status: NetworkStatus }) {
  if (connection.state === 'unreachable') return <span className="danger">not connected</span>;
  if (height === 0) return <span>connecting…</span>;
  return (
    <>
      <span>
        Block <span className="num">{groupDigits(height)}</span>
      </span>
      {connection.state === 'partial' && <span className="warning">no validator answers</span>}
      {connection.state === 'connected' && validators.length > 0 && (
        <span>
          {validators.length} validator{validators.length === 1 ? '' : 's'}
        </span>
      )}
    </>
  );
}

function BuildHealth() {
  const health = useBuild((build) => build.health);
  const unreachable = useBuild((build) => build.unreachable);
  if (unreachable !== null) {
    const { hint } = AppError.revive(unreachable);
    return (
      <span className="warning" title={hint}>
        <span className="dot" data-state="failed" /> build service unreachable
      </span>
    );
  }
  if (!health) return <span>build service…</span>;
  const waiting = health.queued + health.running;
  return (
    <span
      title={
        health.sandbox === 'none'
          ? 'Builds run without a sandbox, for this machine only'
          : `Builds run in ${health.sandbox}`
      }
    >
      <span className="dot" data-state={health.status === 'ready' ? 'ready' : 'starting'} /> build service{' '}
      {health.status}
      {waiting > 0 && `, ${waiting} building`} · {health.toolchain}
      {health.sandbox === 'none' && <span className="warning"> · no sandbox</span>}
    </span>
  );
}

function Saving() {
  const saving = useWorkspace((state) => state.saving);
  const text = { saved: 'saved', saving: 'saving…', failed: 'not saved: the browser refused to store it' }[saving];
  return <span className={saving === 'failed' ? 'danger' : ''}>{text}</span>;
}
