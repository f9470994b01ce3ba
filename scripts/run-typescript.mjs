import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { nodePath } from './node-path.mjs';

/**
 * Runs a TypeScript file with a Node that can, whichever runs this one. Standard input, output and signals are the file's own.
 * @param {string} file relative to the working directory
 * @param {string[]} [args]
 * @param {Record<string, string>} [env] added to this process's environment
 * @returns {Promise<number>} the exit code
 */
export function runTypeScript(file, args = [], env = {}) {
  const node = nodePath();
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', file, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  // The terminal sends Ctrl+C to both; a supervisor's SIGTERM comes to this process alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((done, fail) => {
    child.on('error', (error) => fail(new Error(`Could not start ${node}: ${error.message}`)));
    child.on('exit', (code, signal) => done(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
  });
}
