import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ValidatorClient } from './validator-client.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

type Answer = (message: { id: number; method: string; params: unknown[] }, socket: WebSocket) => void;

async function serve(answer: Answer, port = 0): Promise<{ url: string; port: number; server: WebSocketServer }> {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('message', (data) => answer(JSON.parse(String(data)), socket));
  });
  const stop = () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  ends.push(stop);
  const { port: chosen } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${chosen}`, port: chosen, server };
}

function connect(urls: string[], rest: { timeout?: number; onChange?: () => void } = {}): ValidatorClient {
  const client = new ValidatorClient({ urls, pause: 20, ...rest });
  ends.push(() => client.close());
  return client;
}

test('answers keep their digits, refusals their reason', async () => {
  const { url } = await serve(({ id, method }, socket) => {
    if (method === 'ok') socket.send(`{"jsonrpc":"2.0","id":${id},"result":12345678901234567890}`);
    else socket.send(`{"jsonrpc":"2.0","id":${id},"error":{"code":8000,"message":"Bad request","data":"why"}}`);
  });
  const client = connect([url]);
  expect(await client.request('ok', [])).toBe('12345678901234567890');
  await expect(client.request('bad', [])).rejects.toMatchObject({
    code: 'VALIDATOR_REFUSED',
    details: 'Bad request: why',
  });
});

test('an answer that does not come is a time-out', async () => {
  const { url } = await serve(() => {});
  await expect(connect([url], { timeout: 50 }).request('silence', [])).rejects.toMatchObject({
    code: 'VALIDATOR_TIMEOUT',
  });
});

test('a subscription gives its items, even one that comes with the answer', async () => {
  const { url } = await serve(({ id, method }, socket) => {
    if (method !== 'watch') return;
    socket.send(`{"jsonrpc":"2.0","id":${id},"result":7}`);
    socket.send(`{"jsonrpc":"2.0","method":"watch","params":{"subscription":7,"result":"item"}}`);
  });
  const items: unknown[] = [];
  const end = vi.fn();
  const client = connect([url]);
  await client.subscribe('watch', [], { unsubscribe: 'unwatch', onItem: (item) => void items.push(item), onEnd: end });
  await vi.waitFor(() => expect(items).toEqual(['item']));
  client.close();
  expect(end).toHaveBeenCalledOnce();
});

test('the next validator is tried, and a lost one again', async () => {
  const answer: Answer = ({ id }, socket) => socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: 'here' }));
  const first = await serve(answer);
  first.server.close();
  for (const client of first.server.clients) client.terminate();
  const second = await serve(answer);
  const states: string[] = [];
  const client = connect([first.url, second.url], { onChange: () => void states.push(client.state) });
  await vi.waitFor(async () => expect(await client.request('x', [])).toBe('here'));
  expect(client.url).toBe(second.url);
  expect(states).toEqual(['down', 'connected']);
  for (const socket of second.server.clients) socket.terminate();
  await vi.waitFor(() => expect(states.slice(2)).toContain('down'));
  await vi.waitFor(async () => expect(await client.request('x', [])).toBe('here'));
});

test('whoever speaks no JSON is hung up on', async () => {
  const { url } = await serve((_message, socket) => socket.send('hello'));
  await expect(connect([url]).request('x', [])).rejects.toMatchObject({ code: 'VALIDATOR_UNREACHABLE' });
});
