/**
 * What set-up steps are made of: the step's type, a hash of its inputs, and running a command with progress.
 * Plain JavaScript for Node ≥ 20, without dependencies: it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { root } from './node-path.mjs';

export { nodePath, root } from './node-path.mjs';

/**
 * @typedef {object} Step One module of scripts/steps/, as its default export.
 * @property {string} name What the progress line says, e.g. `engine`.
 * @property {string[]} inputs Files, folders or patterns with `*` and `**`, relative to the root. Their contents decide whether the step
 *   has to run again. Folders leave out `target`, `node_modules` and names that begin with a dot. The step's own file always counts.
 * @property {string[]} outputs Files or folders, relative to the root. When one is missing, the step runs again.
 * @property {() => boolean} [isDone] For a step without inputs and outputs: whether there is nothing to do.
 * @property {(log: Log) => Promise<void | string | {warning: string}>} run Makes the outputs, or throws an Error whose message says what
 *   to do. What it returns is shown beside its time.
 * @property {() => string | Promise<string>} [fingerprint] More that decides whether to run again, e.g. a tool's version.
 */

/** @typedef {(text: string) => void} Log Shows what the step is doing now, in a few words. */

/** A failure that a person can act on: printed as it is, without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * Runs a command to its end. Its last line of output is shown as progress; on failure its whole tail becomes part of the error.
 * @param {Log} log
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string | undefined>, input?: string, hint?: string}} [options] `cwd` relative to the root; `env` is added
 *   to this process's own, `undefined` removes; `hint`: what to do when it fails.
 * @returns {Promise<string>} its standard output
 */
export function run(log, command, args, options = {}) {
  const { cwd = '.', env = {}, input, hint } = options;
  const merged = { ...process.env, ...env };
  for (const [key, value] of Object.entries(env)) if (value === undefined) delete merged[key];
  const shown = [command, ...args].join(' ');
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: resolve(root, cwd),
      env: merged,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const tail = [];
    let stdout = '';
    const take = (text) => {
      for (const line of text.split(/[\r\n]+/)) {
        if (!line.trim()) continue;
        tail.push(line);
        if (tail.length > 60) tail.shift();
        log(line.trim());
      }
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    if (input !== undefined) child.stdin.end(input);
    child.on('error', (error) => {
      const reason = error.code === 'ENOENT' ? `${command} is not installed or not in PATH` : error.message;
      fail(new SetupError(`Could not run \`${shown}\`: ${reason}.${hint ? `\n${hint}` : ''}`));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return done(stdout);
      const end = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      fail(new SetupError(`\`${shown}\` ${end}. Its last lines:\n\n${tail.join('\n')}\n${hint ? `\n${hint}` : ''}`));
    });
  });
}

/**
 * `cargo ARGS` in a workspace, with a target directory that is known: `CARGO_TARGET_DIR` where it is set, else the workspace's own `target/`.
 * @param {Log} log
 * @param {string} workspace the workspace's folder, relative to the root
 * @param {string[]} args e.g. `['build', '--release', '--locked']`
 * @param {{env?: Record<string, string | undefined>, hint?: string}} [options]
 * @returns {Promise<string>} the target directory, absolute
 */
export async function cargo(log, workspace, args, options = {}) {
  const target = cargoTargetDir(workspace);
  await run(log, 'cargo', args, {
    ...options,
    cwd: workspace,
    env: { CARGO_TERM_COLOR: 'never', ...options.env, CARGO_TARGET_DIR: target },
  });
  return target;
}

/** Where {@link cargo} builds a workspace. */
export function cargoTargetDir(workspace) {
  const given = process.env.CARGO_TARGET_DIR;
  if (given) return isAbsolute(given) ? given : resolve(root, given);
  return join(root, workspace, 'target');
}

/** Copies a built file to `to` (relative to the root), making its folder. */
export function place(from, to) {
  const destination = resolve(root, to);
  if (resolve(from) === destination) return;
  mkdirSync(dirname(destination), { recursive: true });
  copyFileSync(from, destination);
}

/** The path of a program in PATH, or undefined. */
export function which(name) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':')) {
    for (const suffix of suffixes) {
      const path = join(folder, name + suffix);
      if (folder && existsSync(path) && statSync(path).isFile()) return path;
    }
  }
  return undefined;
}

/** SHA-256 over the names and contents of everything that `patterns` mean. */
export function hashInputs(patterns) {
  const hash = createHash('sha256');
  for (const file of listFiles(patterns)) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * The files that `patterns` mean, relative to the root, sorted, with `/`.
 * @param {string[]} patterns as in {@link Step}'s inputs; one that matches nothing is no error
 */
export function listFiles(patterns) {
  const files = new Set();
  for (const pattern of patterns) {
    const path = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
    const fixed = path.split('/').slice(0, firstWildcard(path)).join('/');
    const matches = path.includes('*') ? globExpression(path) : undefined;
    for (const file of walk(fixed)) if (!matches || matches.test(file)) files.add(file);
  }
  return [...files].sort();
}

const leftOut = new Set(['target', 'node_modules']);

function* walk(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats?.isFile()) yield path;
  if (!stats?.isDirectory()) return;
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || leftOut.has(entry.name)) continue;
    yield* walk(path ? `${path}/${entry.name}` : entry.name);
  }
}

function firstWildcard(path) {
  const index = path.split('/').findIndex((part) => part.includes('*'));
  return index < 0 ? undefined : index;
}

const wildcards = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' };

function globExpression(pattern) {
  const source = pattern.replace(/\*\*\/|\*\*|[*.+^${}()|[\]\\?]/g, (part) => wildcards[part] ?? `\\${part}`);
  return new RegExp(`^${source}$`);
}
