/** Runs a TypeScript file: `node scripts/node.mjs FILE ARGS…`, with whatever Node started this one. */
import { runTypeScript } from './run-typescript.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  console.error('Usage: node scripts/node.mjs FILE ARGS…');
  process.exit(2);
}
try {
  process.exitCode = await runTypeScript(file, args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
