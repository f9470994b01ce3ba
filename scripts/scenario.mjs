/**
 * `npm run --silent scenario -- FILE… [--workers N]`: replays scenarios (docs/scenario.md) on the wasm engine. Standard output holds the
 * result and nothing else; what the set-up has to say goes to standard error.
 */
import { join } from 'node:path';
import { root } from './node-path.mjs';
import { Progress } from './progress.mjs';
import { runTypeScript } from './run-typescript.mjs';
import { reportFailure, setUp } from './setup.mjs';

try {
  await setUp({ only: ['engine'], progress: new Progress(process.stderr, { quiet: true }) });
  process.exitCode = await runTypeScript(join(root, 'src/executor/scenario-cli.ts'), process.argv.slice(2));
} catch (error) {
  process.exitCode = reportFailure(error);
}
