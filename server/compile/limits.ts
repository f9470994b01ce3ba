import { availableParallelism } from 'node:os';

/** What a build may use. docs/build-service.md repeats these numbers for people. */
export interface BuildLimits {
  /** Files of a project. */
  files: number;
  /** Bytes of all paths and texts of a project, UTF-8. */
  projectBytes: number;
  /** From the start of a build to its end, ms. */
  time: number;
  /** Anonymous memory of all processes of a build together, bytes. */
  memory: number;
  /** Processes and threads of a build. */
  processes: number;
  /** Bytes of one file that a build writes. */
  fileBytes: number;
  /** Bytes of all files that a build writes; they are in memory. */
  diskBytes: number;
  /** Bytes of what a build says: its events, and with them its code and IDL. */
  outputBytes: number;
  /** Diagnostics passed on; further ones are left out. */
  diagnostics: number;
  /** Builds at the same time. */
  concurrent: number;
  /** Builds that wait; beyond it requests are refused. */
  waiting: number;
}

const MiB = 2 ** 20;

const defaults: Omit<BuildLimits, 'concurrent'> = {
  files: 64,
  projectBytes: MiB,
  time: 60_000,
  memory: 3072 * MiB,
  processes: 256,
  fileBytes: 256 * MiB,
  diskBytes: 1024 * MiB,
  outputBytes: 16 * MiB,
  diagnostics: 200,
  waiting: 128,
};

/** A build keeps two cores busy for most of its time. */
export function serviceLimits(changes: Partial<BuildLimits> = {}): BuildLimits {
  return { ...defaults, concurrent: Math.max(1, Math.floor(availableParallelism() / 2)), ...changes };
}
