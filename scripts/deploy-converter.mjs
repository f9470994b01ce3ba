/**
 * `PRIVATE_KEY=0x… npm run deploy:converter -- --rpc URL --router ADDRESS --wei-per-unit N`: set-up where needed, then
 * scripts/converter/deploy.ts. See docs/conversion.md.
 */
import { join } from 'node:path';
import { root } from './node-path.mjs';
import { runTypeScript } from './run-typescript.mjs';
import { reportFailure, setUp } from './setup.mjs';

try {
  await setUp({ only: ['contracts'] });
  process.exitCode = await runTypeScript(join(root, 'scripts/converter/deploy.ts'), process.argv.slice(2));
} catch (error) {
  process.exitCode = reportFailure(error);
}
