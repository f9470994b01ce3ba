/**
 * Runs a TypeScript file: `node scripts/node.mjs FILE ARGS…`, with whatever Node started this one. Standard input and output are the
 * file's own; the exit code too.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { nodePath } from './node-path.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error('Usage: node scripts/node.mjs FILE ARGS…');
  process.exit(2);
}

let node;
try {
  node = nodePath();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const child = spawn(node, ['--disable-warning=ExperimentalWarning', file, ...args], { stdio: 'inherit' });
// The terminal sends Ctrl+C to both; a supervisor's SIGTERM comes to this process alone.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`Could not start ${node}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
