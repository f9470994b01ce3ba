import { useNetwork } from '../stores/network-store.ts';
import { useWorkspace } from '../stores/workspace-store.ts';
import { Eth, Wvara } from '../ui/amount.tsx';
import { Hash } from '../ui/hash.tsx';
import { Icon } from '../ui/icon.tsx';
import { BuildProgress } from './build-progress.tsx';
import { build } from './commands/build-commands.ts';
import { CommandButton } from './commands/command-button.tsx';
import { deploy } from './commands/program-commands.ts';
import { runCommand } from './commands/registry.ts';
import { workspaces } from './commands/view-commands.ts';
import { NetworkBadge } from './network-badge.tsx';
import { useServices } from './services-context.ts';

export function TopBar() {
  const services = useServices();
  const name = useWorkspace(({ project }) => project?.name);
  const account = useNetwork((state) => state.account);
  return (
    <header className="top-bar">
      <h1 className="top-bar__brand">
        Gear.exe <span className="muted">Playground</span>
      </h1>
      <button type="button" className="button button--quiet" onClick={() => void runCommand(workspaces, services)}>
        <span className="visually-hidden">Workspace: </span>
        {name ?? 'Workspaces'}
        <Icon name="chevronDown" size={12} />
      </button>
      <CommandButton command={build} />
      <CommandButton command={deploy} />
      <BuildProgress />
      <span className="top-bar__space" />
      <NetworkBadge />
      {account && (
        <div className="account" title="The account that signs and pays">
          <Hash value={account.address} what="Account" />
          <Eth value={account.balance} />
          <Wvara value={account.wvara} />
        </div>
      )}
    </header>
  );
}
