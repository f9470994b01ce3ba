/**
 * Serves the built app and the build service on one port and prints its address.
 *
 * HOST: the address to listen on, default 127.0.0.1. PORT: the port; without it 4173 or the next free one.
 * `--service-only`: the build service without the app, for `npm run dev`.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../src/shared/app-error.ts';
import { createServer } from './create-server.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const serviceOnly = process.argv.includes('--service-only');
const dist = serviceOnly ? undefined : fileURLToPath(new URL('../dist', import.meta.url));
const host = process.env.HOST || '127.0.0.1';

try {
  if (dist && !existsSync(dist)) {
    throw new AppError({ code: 'NOT_BUILT', shortMessage: 'The app is not built yet', hint: 'Run: npm start' });
  }
  const app = await createServer({ dist, host });
  // Running compilers are ended by the build service's own close hook.
  stopOnSignals(() => app.close(), { report: console.error, patience: 5_000 });
  const port = await listen(app);
  const name = serviceOnly ? 'Build service' : 'Gear.exe Playground';
  console.log(`${name}: http://${host.includes(':') ? `[${host}]` : host}:${port}/`);
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
}

async function listen(app: FastifyInstance): Promise<number> {
  const wanted = process.env.PORT;
  const ports = wanted ? [parsePort(wanted)] : Array.from({ length: 50 }, (_, index) => 4173 + index);
  for (const port of ports) {
    try {
      const address = await app.listen({ host, port });
      return Number(new URL(address).port) || port;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && !wanted) continue;
      throw new AppError({
        code: 'CANNOT_LISTEN',
        shortMessage:
          code === 'EADDRINUSE'
            ? `Port ${port} is taken by another program`
            : `Cannot listen on ${host}, port ${port}: ${message}`,
        hint: 'Choose another with PORT, for example: PORT=8080 npm start',
        cause: error,
      });
    }
  }
  throw new AppError({
    code: 'CANNOT_LISTEN',
    shortMessage: `All ports from ${ports[0]} to ${ports.at(-1)} are taken`,
    hint: 'Choose one with PORT, for example: PORT=8080 npm start',
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new AppError({ code: 'BAD_PORT', shortMessage: `PORT must be a number from 0 to 65535, not "${text}"` });
}
