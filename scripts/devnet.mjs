/**
 * `npm run devnet`: set-up where needed, then an Ethereum of one's own with the real contracts, and an executor node on it. Options: see
 * docs/devnet.md.
 */
import { join } from 'node:path';
import { root } from './node-path.mjs';
import { runTypeScript } from './run-typescript.mjs';
import { reportFailure, setUp } from './setup.mjs';

try {
  await setUp({ only: ['rust', 'engine', 'contracts'] });
  process.exitCode = await runTypeScript(join(root, 'server/devnet/main.ts'), process.argv.slice(2));
} catch (error) {
  process.exitCode = reportFailure(error);
}
