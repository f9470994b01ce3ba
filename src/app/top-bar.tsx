import { Suspense } from 'react';
import { useWorkspace } from '../stores/workspace-store.ts';
import { Icon } from '../ui/icon.tsx';
import { BuildProgress } from './build-progress.tsx';
import { build } from './commands/build-commands.ts';
import { CommandButton } from './commands/command-button.tsx';
import { deploy } from './commands/program-commands.ts';
import { runCommand } from './commands/registry.ts';
import { workspaces } from './commands/view-commands.ts';
import { AccountArea } from './lazy-views.tsx';
import { NetworkSelect } from './network-select.tsx';
import { useServices } from './services-context.ts';

export function TopBar() {
  const services = useServices();
  const name = useWorkspace(({ project }) => project?.name);
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
      <NetworkSelect />
      <Suspense>
        <AccountArea />
      </Suspense>
    </header>
  );
}
