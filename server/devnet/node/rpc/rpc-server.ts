import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import { AppError } from '../../../../src/shared/app-error.ts';
import { failure, type JsonRpc } from './json-rpc.ts';
import type { ReceiptWatchers } from './receipt-watchers.ts';
import { MAX_MESSAGE, RpcClient } from './rpc-client.ts';
import { internalError, requestTooBig } from './rpc-error.ts';

/**
 * Serves the JSON-RPC over HTTP (POST) and WebSocket on one port, to pages of every origin, as a node does.
 * @throws AppError `CANNOT_LISTEN`
 */
export async function serveRpc({ rpc, watchers, host, port }: ServeRpcParameters): Promise<RpcServer> {
  const app = Fastify({ bodyLimit: MAX_MESSAGE, forceCloseConnections: true });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': '*',
      'access-control-expose-headers': '*',
    });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/json/, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 415) {
      const wanted = 'Supplied content type is not allowed. Content-Type: application/json is required\n';
      return reply.status(415).type('text/plain').send(wanted);
    }
    const problem =
      status === 413 ? requestTooBig(MAX_MESSAGE) : internalError(status < 500 ? error.message : undefined);
    return reply.status(status).type(JSON_TYPE).send(failure(null, problem));
  });

  // One byte more than a request may have, so that the client is told before the connection ends.
  await app.register(fastifyWebsocket, { options: { maxPayload: MAX_MESSAGE + 1024, perMessageDeflate: false } });
  app.options('/*', (_request, reply) => reply.status(200).send());
  app.post('/*', async (request, reply) => {
    const answer = await rpc.answer(request.body as string);
    return reply.type(JSON_TYPE).send(answer ?? '');
  });
  app.route({
    method: 'GET',
    url: '/*',
    preValidation: async (request, reply) => {
      if (request.ws && app.websocketServer.clients.size >= MAX_CONNECTIONS) {
        await reply.status(429).send('Too many connections. Please try again later.\n');
      }
    },
    handler: (_request, reply) =>
      reply.status(405).type('text/plain').send('Used HTTP Method is not allowed. POST is required\n'),
    wsHandler: (socket) => void new RpcClient(socket, rpc, watchers),
  });
  keepAlive(app);
  return { port: await listen(app, host, port), close: () => app.close() };
}

export interface ServeRpcParameters {
  rpc: JsonRpc;
  watchers: ReceiptWatchers;
  /** Address to listen on. */
  host: string;
  /** 0: the system chooses. */
  port: number;
}

export interface RpcServer {
  port: number;
  close(): Promise<void>;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const MAX_CONNECTIONS = 100;
const PING_INTERVAL = 30_000;

/** Ends WebSockets whose other side is gone without a word. */
function keepAlive(app: FastifyInstance): void {
  const answered = new WeakSet<object>();
  app.websocketServer.on('connection', (socket) => {
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
  });
  const timer = setInterval(() => {
    for (const socket of app.websocketServer.clients) {
      if (answered.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }, PING_INTERVAL);
  app.addHook('onClose', async () => clearInterval(timer));
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    return Number(new URL(await app.listen({ host, port })).port);
  } catch (cause) {
    await app.close();
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new AppError({
      code: 'CANNOT_LISTEN',
      shortMessage:
        code === 'EADDRINUSE' ? `Port ${port} is taken by another program` : `Cannot listen on port ${port}`,
      details: message,
      hint: 'Choose another port with --port.',
      cause,
    });
  }
}
