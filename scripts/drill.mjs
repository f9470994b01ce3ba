/** `npm run drill -- [--kills 50] [--messages 500]`: kills the devnet's node again and again under load and checks what came of it. */
import { join } from 'node:path';
import { root } from './node-path.mjs';
import { runTypeScript } from './run-typescript.mjs';
import { reportFailure, setUp } from './setup.mjs';

try {
  await setUp({ only: ['rust', 'engine', 'contracts'] });
  process.exitCode = await runTypeScript(join(root, 'server/devnet/drill/main.ts'), process.argv.slice(2));
} catch (error) {
  process.exitCode = reportFailure(error);
}
