import { create } from 'zustand';
import type { BuildServiceHealth, BuildStage, Diagnostic } from '../build/protocol.ts';

export type BuildState =
  | { phase: 'idle' }
  | { phase: 'queued'; position: number; startedAt: number }
  | { phase: 'running'; stage: BuildStage | null; text: string; startedAt: number }
  | { phase: 'done'; cached: boolean; durationMs: number; at: number }
  | { phase: 'failed'; text: string; at: number }
  | { phase: 'error'; error: unknown; at: number }
  | { phase: 'cancelled'; at: number };

interface Build {
  state: BuildState;
  /** Of the latest build; 1-based places in the project's files. */
  diagnostics: readonly Diagnostic[];
  /** What cargo said, line by line. */
  output: readonly string[];
  health: BuildServiceHealth | null;
  /** Why the service did not answer the last time it was asked. */
  unreachable: unknown;
  /** Ends the build that runs. */
  abort: (() => void) | null;
}

/** The latest build and the state of the service that makes it. */
export const useBuild = create<Build>()(() => ({
  state: { phase: 'idle' },
  diagnostics: [],
  output: [],
  health: null,
  unreachable: null,
  abort: null,
}));

export function isBuilding(state: BuildState): boolean {
  return state.phase === 'queued' || state.phase === 'running';
}
