import { type StdioOptions, spawn } from 'node:child_process';
import { closeSync, existsSync, lstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import { environment, type Places, type Sandbox, type SandboxedProcess, type SandboxOptions } from './sandbox.ts';
import { seccompFilter } from './seccomp-filter.ts';

const inside: Places = {
  work: '/build',
  vendor: '/vendor',
  warm: '/warm',
  tool: '/tools/gear-exe-toolchain',
  node: '/tools/node',
  wasmOpt: '/tools/wasm-opt.mjs',
};

/** Ids that belong to nobody; every slot has its own, because the kernel counts a user's processes over all sandboxes. */
const FIRST_UID = 64_500;

export function bubblewrap(installation: Installation): Sandbox {
  const filter = writeFilter(installation);
  return {
    kind: 'bubblewrap',
    places: () => inside,
    spawn(command, options) {
      const args = [
        ...bubblewrapArguments(installation, options),
        '--seccomp',
        '3',
        '--',
        ...limiters(options),
        ...command,
      ];
      if (!filter) args.splice(args.indexOf('--seccomp'), 2);
      // bubblewrap reads the filter from an open file, each sandbox from its own.
      const file = filter ? openSync(filter, 'r') : undefined;
      try {
        const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', file ?? 'ignore'];
        // Its own process group, so that ending it ends also what bubblewrap has not shut in yet.
        return spawn('bwrap', args, { stdio, detached: true, env: { PATH: process.env.PATH } }) as SandboxedProcess;
      } finally {
        if (file !== undefined) closeSync(file);
      }
    },
  };
}

function bubblewrapArguments(installation: Installation, options: SandboxOptions): string[] {
  const { limits, work, folders = {} } = options;
  const args = [
    ...'--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try --hostname build'.split(' '),
    ...'--die-with-parent --new-session --clearenv --cap-drop ALL'.split(' '),
    ...(isRoot() ? [] : '--unshare-user --uid 1000 --gid 1000'.split(' ')),
    ...(changesUser(options) ? '--cap-add CAP_SETUID --cap-add CAP_SETGID'.split(' ') : []),
    ...'--proc /proc --dev /dev --size 16777216 --perms 1777 --tmpfs /dev/shm --remount-ro /dev'.split(' '),
    ...'--size 67108864 --perms 1777 --tmpfs /tmp'.split(' '),
    // Made beforehand, because those that bubblewrap makes by itself only root can enter.
    ...['/etc', '/tools', '/tools/node_modules'].flatMap((folder) => ['--perms', '0755', '--dir', folder]),
    ...systemFolders(),
  ];
  const mounts = {
    '/rust': installation.rust,
    [inside.vendor]: installation.vendor,
    [inside.warm]: installation.warm,
    [inside.tool]: installation.tool,
    [inside.node]: installation.node,
    [inside.wasmOpt]: installation.wasmOpt,
    '/tools/node_modules/binaryen': installation.binaryen,
    ...folders,
  };
  for (const [to, from] of Object.entries(mounts)) args.push('--ro-bind-try', from, to);
  if (work) args.push('--bind', work, inside.work);
  else args.push('--size', String(limits.diskBytes), '--perms', '0777', '--tmpfs', inside.work);
  for (const [name, value] of Object.entries(environment('/rust/bin:/usr/bin:/bin', inside.work))) {
    args.push('--setenv', name, value);
  }
  return [...args, '--remount-ro', '/', '--chdir', inside.work];
}

/** Commands that limit what comes after them, and give up the rights that bubblewrap needed. */
function limiters({ limits, slot, work }: SandboxOptions): string[] {
  if (work) return [];
  const { processes, fileBytes, memory, time } = limits;
  const seconds = Math.ceil((time / 1000) * 2);
  const numbers = { nproc: processes, fsize: fileBytes, data: memory, cpu: seconds, core: 0, nofile: 1024 };
  const command = ['/usr/bin/prlimit', ...Object.entries(numbers).map(([name, limit]) => `--${name}=${limit}`), '--'];
  if (!isRoot()) return command;
  const id = FIRST_UID + slot;
  return [...command, '/usr/bin/setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--no-new-privs', '--'];
}

/** Set-up's own work, which has a folder of the host, needs no other user: it builds nothing of a stranger's. */
function changesUser({ work }: SandboxOptions): boolean {
  return isRoot() && !work;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The compiler's linker and its libraries, and no configuration but the links by which Debian finds `cc`. */
function systemFolders(): string[] {
  const args = ['--ro-bind', '/usr', '/usr'];
  for (const folder of ['/bin', '/sbin', '/lib', '/lib64', '/lib32']) {
    if (!existsSync(folder)) continue;
    if (lstatSync(folder).isSymbolicLink()) args.push('--symlink', `usr${folder}`, folder);
    else args.push('--ro-bind', folder, folder);
  }
  for (const path of ['/etc/alternatives', '/etc/ld.so.cache']) args.push('--ro-bind-try', path, path);
  return args;
}

function writeFilter({ folder }: Installation): string | undefined {
  const filter = seccompFilter(process.arch);
  if (!filter) return undefined;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'seccomp-filter');
  writeFileSync(path, filter);
  return path;
}
