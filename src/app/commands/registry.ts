import { toast } from 'sonner';
import { tinykeys } from 'tinykeys';
import { AppError } from '../../shared/app-error.ts';
import { NETWORK_NAMES } from '../../stores/network-names.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useWallet } from '../../stores/wallet-store.ts';
import type { Services } from '../services.ts';
import { noteTold } from '../told-failures.ts';
import { build, cancelBuild } from './build-commands.ts';
import type { Command } from './command.ts';
import { advance, faucet, networkSwitches, reset } from './network-commands.ts';
import { deploy, openProgram, send } from './program-commands.ts';
import { downloadVerification } from './solidity-commands.ts';
import {
  executors,
  explorer,
  graph,
  inspector,
  ledger,
  log,
  palette,
  problems,
  schedules,
  settings,
  templates,
  timeline,
  workspaces,
} from './view-commands.ts';
import { exportProject, newProject } from './workspace-commands.ts';

/** Every command, in the order of the palette. */
export const commands: readonly Command[] = [
  build,
  cancelBuild,
  deploy,
  openProgram,
  send,
  palette,
  explorer,
  templates,
  settings,
  timeline,
  graph,
  ledger,
  executors,
  inspector,
  schedules,
  problems,
  log,
  workspaces,
  newProject,
  exportProject,
  downloadVerification,
  ...networkSwitches,
  advance,
  faucet,
  reset,
];

/** Runs a command if it is enabled, and tells the person when it fails. */
export async function runCommand(command: Command, services: Services): Promise<void> {
  if (command.isEnabled && !command.isEnabled()) return;
  try {
    await command.perform(services);
  } catch (error) {
    showError(error);
  }
}

/** A failure as a toast: what happened, what to do next, and a button where the app can do it. */
export function showError(error: unknown): void {
  const { code, shortMessage, hint, details } = AppError.revive(error);
  const description = [hint, hint ? undefined : details].filter(Boolean).join(' ');
  const action = wayOut(code);
  noteTold(shortMessage);
  toast.error(shortMessage, { ...(description && { description }), ...(action && { action }), duration: 12_000 });
  if (!(error instanceof AppError)) console.info('Unexpected', error);
}

function wayOut(code: string): { label: string; onClick: () => void } | undefined {
  const { actions } = useWallet.getState();
  const { network } = useSettings.getState();
  if (!actions || network === 'local') return undefined;
  if (code === 'WRONG_CHAIN') {
    const onClick = () => void actions.switchTo(network).catch(showError);
    return { label: `Switch to ${NETWORK_NAMES[network]}`, onClick };
  }
  return code === 'NO_WALLET' ? { label: 'Connect wallet', onClick: actions.connect } : undefined;
}

/** Binds the commands' keys to the window; the returned function unbinds them. */
export function bindKeys(services: Services): () => void {
  const bindings = commands.flatMap((command) => {
    const { key } = command;
    if (!key) return [];
    const run = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      void runCommand(command, services);
    };
    return [[key, run] as const];
  });
  // Captured, so that the editor does not take them first; keys with $mod or F1 type nothing, so inputs need no care.
  return tinykeys(window, Object.fromEntries(bindings), { capture: true, ignore: () => false });
}
