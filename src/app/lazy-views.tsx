import { lazy } from 'react';

/**
 * Views that are not part of the entry chunk: the first paint does not wait for them. Whoever shows one puts a
 * {@link Loading} boundary around it.
 */
export const ProgramPanel = lazy(async () => ({
  default: (await import('./program-panel/program-panel.tsx')).ProgramPanel,
}));
export const Timeline = lazy(async () => ({ default: (await import('../timeline/timeline.tsx')).Timeline }));
export const MessageGraph = lazy(async () => ({
  default: (await import('../timeline/message-graph.tsx')).MessageGraph,
}));
export const LedgerPanel = lazy(async () => ({
  default: (await import('./ledger-panel/ledger-panel.tsx')).LedgerPanel,
}));
export const ExecutorsPanel = lazy(async () => ({
  default: (await import('./executors-panel/executors-panel.tsx')).ExecutorsPanel,
}));
export const InspectorView = lazy(async () => ({ default: (await import('./inspector-view.tsx')).InspectorView }));
export const SchedulesPanel = lazy(async () => ({
  default: (await import('./schedules/schedules-panel.tsx')).SchedulesPanel,
}));
export const ProblemsPanel = lazy(async () => ({ default: (await import('./problems-panel.tsx')).ProblemsPanel }));
export const LogPanel = lazy(async () => ({ default: (await import('./log-panel.tsx')).LogPanel }));
export const SettingsPanel = lazy(async () => ({ default: (await import('./settings-panel.tsx')).SettingsPanel }));
export const TemplatesPanel = lazy(async () => ({
  default: (await import('../workspace/templates-panel.tsx')).TemplatesPanel,
}));
export const WorkspacesDialog = lazy(async () => ({
  default: (await import('./workspaces-dialog.tsx')).WorkspacesDialog,
}));
export const AccountArea = lazy(async () => ({ default: (await import('./account-area.tsx')).AccountArea }));
export const NetworkNotices = lazy(async () => ({ default: (await import('./network-notices.tsx')).NetworkNotices }));
export const WalletHost = lazy(async () => ({ default: (await import('./wallet/wallet-host.tsx')).WalletHost }));
export const OpenProgramDialog = lazy(async () => ({
  default: (await import('./program-panel/open-program-dialog.tsx')).OpenProgramDialog,
}));
