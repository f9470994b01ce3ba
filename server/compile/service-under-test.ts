/**
 * What the tests of the service share. They build for real: with the toolchain that set-up made, and in the sandbox.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect } from 'vitest';
import type { BuildEvent } from '../../src/build/protocol.ts';
import type { BuildLimits } from './limits.ts';
import { buildService } from './plugin.ts';
import { readProject } from './read-project.ts';

export const counter = readProject(new URL('../../programs/counter', import.meta.url).pathname);

/** Time for a test, ms: a build takes seconds, but other tests may build at the same time. */
export const slow = 180_000;

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

export async function start(limits: Partial<BuildLimits> = {}, host = '127.0.0.1'): Promise<FastifyInstance> {
  app = fastify();
  await app.register(buildService, { host, limits: { time: 170_000, ...limits } });
  return app;
}

export async function build(files: Record<string, string>, limits?: Partial<BuildLimits>): Promise<BuildEvent[]> {
  const service = await start(limits);
  const response = await service.inject({ method: 'POST', url: '/api/build', payload: { files } });
  expect(response.statusCode).toBe(200);
  return parseEvents(response.payload);
}

function parseEvents(text: string): BuildEvent[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as BuildEvent);
}

export function end<Type extends BuildEvent['type']>(
  events: BuildEvent[],
  type: Type,
): Extract<BuildEvent, { type: Type }> {
  const last = events.at(-1);
  if (last?.type !== type) throw new Error(`Expected ${type}, got ${JSON.stringify(last)}`);
  return last as Extract<BuildEvent, { type: Type }>;
}

/** A source that was never built before. */
export function unique(source: string): string {
  return `${source}\n// ${Date.now()} ${Math.random()}\n`;
}

/** A project whose build script is `main`'s body. */
export function withBuildScript(body: string): Record<string, string> {
  return {
    'Cargo.toml': '[package]\nname = "hostile"\nversion = "0.1.0"\nedition = "2024"\n',
    'build.rs': unique(`fn main() {\n${body}\n}`),
    'src/lib.rs': '#![no_std]\n',
  };
}

/** Command lines of processes that run as one of the sandbox's users. */
export function sandboxProcesses(): string[] {
  const output = readProcesses();
  return output.filter(({ uid }) => uid >= 64_500 && uid < 64_600).map(({ name }) => name);
}

function readProcesses(): { uid: number; name: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      if (/^State:\s+Z/m.test(status)) return [];
      return [{ uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]), name: /^Name:\s+(.*)$/m.exec(status)?.[1] ?? '' }];
    } catch {
      return []; // it ended
    }
  });
}
