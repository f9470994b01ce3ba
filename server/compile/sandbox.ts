import { type ChildProcessByStdio, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, existsSync, lstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Installation } from './installation.ts';
import type { BuildLimits } from './limits.ts';
import { seccompFilter } from './seccomp-filter.ts';

/**
 * How a build is kept apart from everything else. With bubblewrap it has namespaces of its own (no network, no processes but its own),
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

/** The best sandbox that works here: tried, not guessed. */
export async function detectSandbox(installation: Installation, limits: BuildLimits): Promise<Sandbox> {
  if (process.platform !== 'linux') return noSandbox(installation, `there is no bubblewrap for ${process.platform}`);
  const sandbox = bubblewrap(installation);
  const error = await new Promise<string | undefined>((done) => {
    const child = sandbox.spawn(['/usr/bin/true'], { limits, slot: 0 });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', (failure) => done(failure.message));
    child.on('close', (code) => done(code === 0 ? undefined : text.trim()));
  });
  return error === undefined ? sandbox : noSandbox(installation, `bubblewrap does not work here: ${error}`);
}

function environment(path: string, home: string): Record<string, string> {
  return { PATH: path, HOME: home, LANG: 'C.UTF-8', USER: 'build' };
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
