import { useLayout } from '../../stores/layout-store.ts';
import { flush, useWorkspace } from '../../stores/workspace-store.ts';
import type { Command } from './command.ts';

export const newProject: Command = {
  id: 'workspace.new',
  title: 'New project from a template',
  icon: 'templates',
  perform: () => useLayout.getState().showSide('templates'),
};

export const exportProject: Command = {
  id: 'workspace.export',
  title: 'Download the project as .zip',
  icon: 'download',
  isEnabled: () => useWorkspace.getState().project !== null,
  perform: async () => {
    await flush();
    const { project } = useWorkspace.getState();
    if (!project) return;
    const { strToU8, zipSync } = await import('fflate');
    const entries = Object.entries(project.files).map(
      ([path, text]) => [`${project.name}/${path}`, strToU8(text)] as const,
    );
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' }));
    link.download = `${project.name}.zip`;
    link.click();
    URL.revokeObjectURL(link.href);
  },
};
