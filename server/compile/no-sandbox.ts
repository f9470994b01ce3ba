import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import { environment, type Sandbox } from './sandbox.ts';

/** For hosts without bubblewrap: limits where the system has them, but a build can do whatever the service can. */
export function noSandbox(installation: Installation, reason: string): Sandbox {
  const { vendor, warm, tool, node, wasmOpt, rust } = installation;
  return {
    kind: 'none',
    reason,
    places: (work) => ({ work, vendor, warm, tool, node, wasmOpt }),
    spawn([file = '', ...args], { work = installation.folder }) {
      const isWindows = process.platform === 'win32';
      const path = `${join(rust, 'bin')}${isWindows ? ';' : ':'}${process.env.PATH}`;
      const env = { ...(isWindows && process.env), ...environment(path, work) };
      // Its own group, so that ending the build ends what it started.
      return spawn(file, args, { cwd: work, env, stdio: 'pipe', detached: !isWindows });
    },
  };
}
