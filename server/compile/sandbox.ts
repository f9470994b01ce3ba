import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { BuildLimits } from './limits.ts';

/**
 * How a build is kept apart from everything else. With bubblewrap (bubblewrap.ts) it has namespaces of its own (no network, no processes but its own),
 * sees only the toolchain, read-only, and an empty work folder in memory; it runs without capabilities, as a user without rights where
 * the service is root, under resource limits and a system call filter.
 */
export interface Sandbox {
  kind: 'bubblewrap' | 'none';
  /** Why there is none. */
  reason?: string;
  /** Where a command inside finds things. */
  places(work: string): Places;
  /** Runs `command` inside. Killing the process ends everything that it started. */
  spawn(command: string[], options: SandboxOptions): SandboxedProcess;
}

export type SandboxedProcess = ChildProcessByStdio<Writable, Readable, Readable>;

export interface Places {
  work: string;
  vendor: string;
  warm: string;
  tool: string;
  node: string;
  wasmOpt: string;
}

export interface SandboxOptions {
  limits: BuildLimits;
  /** From 0; builds that run at the same time have different ones. */
  slot: number;
  /** A folder of the host that becomes the work folder, for set-up; without it the work folder is in memory and gone afterwards. */
  work?: string;
  /** More folders of the host to see, read-only: inside → outside. */
  folders?: Record<string, string>;
}

/** All that a build sees of the environment. */
export function environment(path: string, home: string): Record<string, string> {
  return { PATH: path, HOME: home, LANG: 'C.UTF-8', USER: 'build' };
}
