import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, isLoopback } from './create-server.ts';

describe('createServer', () => {
  let dist: string;
  let app: FastifyInstance;
  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'dist-'));
    mkdirSync(join(dist, 'assets'));
    mkdirSync(join(dist, 'engine'));
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>app</title>');
    writeFileSync(join(dist, 'assets/index-abc123.js'), 'export {}');
    writeFileSync(join(dist, 'engine/engine.wasm'), new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    app = await createServer({ dist, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    rmSync(dist, { recursive: true });
  });

  it('serves the page without caching and under a strict policy', async () => {
    const response = await app.inject({ url: '/', headers: { host: '127.0.0.1:4173' } });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch('text/html');
    expect(response.headers['cache-control']).toBe('no-cache');
    expect(response.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(response.headers['x-content-type-options']).toBe('nosniff');
  });

  it('lets browsers keep what has a hash in its name', async () => {
    const response = await app.inject('/assets/index-abc123.js');
    expect(response.headers['content-type']).toMatch('javascript');
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('names WebAssembly as such and asks to revalidate it', async () => {
    const response = await app.inject('/engine/engine.wasm');
    expect(response.headers['content-type']).toBe('application/wasm');
    expect(response.headers['cache-control']).toBe('no-cache');
    expect(response.headers.etag).toBeTruthy();
  });

  it('answers an unknown path with the page to a person and with 404 to a program', async () => {
    const page = await app.inject({ url: '/some/where', headers: { accept: 'text/html,*/*' } });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<title>app');
    const data = await app.inject({ url: '/engine/gone.wasm', headers: { accept: '*/*' } });
    expect(data.statusCode).toBe(404);
    expect(data.json().code).toBe('NOT_FOUND');
  });

  it('does not leave the folder', async () => {
    for (const url of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json']) {
      expect((await app.inject({ url, headers: { accept: '*/*' } })).statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  it('refuses the build service to pages of other hosts', async () => {
    const response = await app.inject({ url: '/api/build/health', headers: { host: 'rebound.example' } });
    expect(response.statusCode).toBe(403);
    expect(response.json().code).toBe('FOREIGN_HOST');
  });
});

describe('isLoopback', () => {
  it('knows the names of this machine', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]']) expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '192.168.1.2', '127.0.0.1.example.com', '::']) expect(isLoopback(host)).toBe(false);
  });
});
