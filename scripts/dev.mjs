/** `npm run dev`: Vite's development server with the build service behind it. Arguments go to Vite, e.g. `npm run dev -- --port 3000`. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nodePath, root } from './node-path.mjs';
import { reportFailure, setUp } from './setup.mjs';

try {
  await setUp({ without: ['app'] });
} catch (error) {
  process.exit(reportFailure(error));
}

const port = await freePort();
const children = [
  start([join(root, 'server/main.ts'), '--service-only'], { PORT: String(port), HOST: '127.0.0.1' }),
  start([join(root, 'node_modules/vite/bin/vite.js'), ...process.argv.slice(2)], {
    BUILD_SERVICE_URL: `http://127.0.0.1:${port}`,
  }),
];
process.on('SIGINT', () => {});
process.on('SIGTERM', endAll);

function start(args, env) {
  const child = spawn(nodePath(), ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, ...env },
  });
  // One without the other is of no use.
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 1;
    endAll();
  });
  return child;
}

function endAll() {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
