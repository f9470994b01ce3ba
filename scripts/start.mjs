/** `npm start`: set-up where needed, then the production app and the build service on one port. PORT and HOST choose where. */
import { join } from 'node:path';
import { root } from './node-path.mjs';
import { runTypeScript } from './run-typescript.mjs';
import { reportFailure, setUp } from './setup.mjs';

try {
  await setUp();
  process.exitCode = await runTypeScript(join(root, 'server/main.ts'));
} catch (error) {
  process.exitCode = reportFailure(error);
}
