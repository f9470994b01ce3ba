/**
 * Runs a command that ends with whoever started this: `node keep-with-parent.mjs COMMAND ARGS…`. Standard input is the lifeline: it closes when
 * the starter ends, even by SIGKILL, which anvil alone would survive as an orphan that holds its port.
 */
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('close', () => child.kill('SIGKILL')).resume();
process.on('SIGTERM', () => child.kill('SIGTERM'));
