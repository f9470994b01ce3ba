import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { AppError } from '../src/shared/app-error.ts';
import { buildService } from './compile/plugin.ts';

export interface CreateServerParameters {
  /** The folder of the built app; undefined: the build service alone. */
  dist: string | undefined;
  /** The address that the server will listen on; it decides what the build service dares. */
  host: string;
}

/**
 * Monaco and RainbowKit make style elements; the engine and the programs are WebAssembly, compiled from bytes. Nodes of
 * Ethereum and validators are where a person says, on this machine or encrypted: nothing else is connected to.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:* https: wss:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin-allow-popups',
};

/** The one server of the playground: the app's files and, under `/api/build`, the build service. */
export async function createServer({ dist, host }: CreateServerParameters): Promise<FastifyInstance> {
  const app = Fastify({
    // A build streams its progress as long as it runs; closing must not wait for it.
    forceCloseConnections: true,
    logger: { level: process.env.LOG_LEVEL ?? 'warn' },
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    if (isLoopback(host) && request.url.startsWith('/api/') && !isLoopback(request.hostname)) {
      const error = new AppError({
        code: 'FOREIGN_HOST',
        shortMessage: `This server answers only this machine, not ${request.hostname}`,
        hint: 'Open it as http://127.0.0.1, or start it with HOST set to the address to serve.',
      });
      await reply.status(403).send(error.toJSON());
    }
  });

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    const known =
      error instanceof AppError
        ? error
        : new AppError({ code: status >= 500 ? 'SERVER_FAILED' : 'BAD_REQUEST', shortMessage: error.message });
    return reply.status(status).send(known.toJSON());
  });

  app.setNotFoundHandler((request, reply) => {
    const isNavigation = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (dist && isNavigation && !request.url.startsWith('/api/')) return reply.sendFile('index.html');
    const error = new AppError({
      code: 'NOT_FOUND',
      shortMessage: `There is no ${request.method} ${request.url.slice(0, 200)}`,
    });
    return reply.status(404).send(error.toJSON());
  });

  if (dist) await serveFiles(app, dist);
  await app.register(buildService, { host });
  return app;
}

async function serveFiles(app: FastifyInstance, dist: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: dist,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      // Vite puts a hash of the content into the names under assets/; all else keeps its name when it changes.
      const hashed = /[\\/]assets[\\/]/.test(path);
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** Whether `host` means this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
