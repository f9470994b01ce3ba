import { useLayout } from '../../stores/layout-store.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { selectProgram } from '../../stores/program-store.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import type { Command } from './command.ts';

export const deploy: Command = {
  id: 'program.deploy',
  title: 'Deploy',
  key: '$mod+Shift+d',
  icon: 'deploy',
  isEnabled: () => (useWorkspace.getState().project?.artifacts.length ?? 0) > 0,
  perform: () => {
    selectProgram(null);
    useLayout.getState().showNarrow('program');
    focusInProgramPanel('[data-deploy-form] button[type=submit]');
  },
};

export const openProgram: Command = {
  id: 'program.open',
  title: 'Open a program by its address…',
  icon: 'inspect',
  // On the local network there is nobody else.
  isEnabled: () => (useNetwork.getState().network?.info.chainId ?? null) !== null,
  perform: () => useLayout.getState().setOpenProgramOpen(true),
};

export const send: Command = {
  id: 'program.send',
  title: 'Send the open call',
  key: '$mod+Enter',
  icon: 'send',
  isEnabled: () => true,
  perform: () => {
    // Forms submit themselves, so that the browser checks their fields; the open one is marked.
    const form = document.querySelector<HTMLFormElement>('form[data-current]');
    form?.requestSubmit();
  },
};

function focusInProgramPanel(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
