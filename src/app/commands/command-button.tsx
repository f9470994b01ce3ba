import { useSyncExternalStore } from 'react';
import { useBuild } from '../../stores/build-store.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { useServices } from '../services-context.ts';
import { type Command, keyText } from './command.ts';
import { runCommand } from './registry.ts';

interface CommandButtonProps {
  command: Command;
  /** `icon`: without its title; `text`: without its icon. */
  show?: 'both' | 'icon' | 'text';
  className?: string;
  label?: string;
}

/** A button for a command: its name, its key on hover, off while the command is. */
export function CommandButton({ command, show = 'both', className = 'button', label }: CommandButtonProps) {
  const services = useServices();
  const enabled = useCommandEnabled(command);
  const title = command.key ? `${command.title} (${keyText(command.key)})` : command.title;
  return (
    <button
      type="button"
      className={className}
      title={title}
      disabled={!enabled}
      {...(show === 'icon' && { 'aria-label': label ?? command.title })}
      onClick={() => void runCommand(command, services)}
    >
      {show !== 'text' && command.icon && <Icon name={command.icon} />}
      {show !== 'icon' && <span>{label ?? command.title}</span>}
    </button>
  );
}

export function useCommandEnabled(command: Command): boolean {
  return useSyncExternalStore(subscribe, () => command.isEnabled?.() ?? true);
}

function subscribe(listener: () => void): () => void {
  const ends = [useBuild.subscribe(listener), useNetwork.subscribe(listener), useWorkspace.subscribe(listener)];
  return () => {
    for (const end of ends) end();
  };
}
