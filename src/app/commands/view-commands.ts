import { type BottomView, type SideView, useLayout } from '../../stores/layout-store.ts';
import type { Command } from './command.ts';

function side(id: SideView, title: string, key?: string): Command {
  return { id: `view.${id}`, title, icon: id, ...(key && { key }), perform: () => useLayout.getState().toggleSide(id) };
}

function bottom(id: BottomView, title: string, key?: string): Command {
  return { id: `view.${id}`, title, ...(key && { key }), perform: () => useLayout.getState().showBottom(id) };
}

export const palette: Command = {
  id: 'view.palette',
  title: 'Command palette',
  key: 'F1',
  perform: () => useLayout.getState().setPaletteOpen(true),
};

export const explorer = side('explorer', 'Explorer', '$mod+Shift+e');
export const templates = side('templates', 'Templates');
export const settings = side('settings', 'Settings', '$mod+,');

export const timeline = bottom('timeline', 'Show the timeline');
export const graph = bottom('graph', 'Show the message graph');
export const ledger = bottom('ledger', 'Show the ledger');
export const executors = bottom('executors', 'Show the executors');
export const inspector = bottom('inspector', 'Show the inspector');
export const schedules = bottom('schedules', 'Explore schedules');
export const problems = bottom('problems', 'Show problems', '$mod+Shift+m');
export const log = bottom('log', 'Show the log');

export const workspaces: Command = {
  id: 'workspace.manage',
  title: 'Workspaces…',
  icon: 'folder',
  perform: () => useLayout.getState().setWorkspacesOpen(true),
};
