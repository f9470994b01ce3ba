import { describe, expect, it } from 'vitest';
import { createBuildClient } from './build-client.ts';
import type { BuildEvent } from './protocol.ts';

async function collect(response: Response | Error): Promise<BuildEvent[]> {
  const client = createBuildClient('http://service/app/', async () => {
    if (response instanceof Error) throw response;
    return response;
  });
  const events: BuildEvent[] = [];
  for await (const event of client.build({ files: {} }, new AbortController().signal)) events.push(event);
  return events;
}

function stream(...chunks: string[]): Response {
  return new Response(new Blob(chunks).stream());
}

describe('build client', () => {
  it('joins lines that arrive in pieces', async () => {
    const events = await collect(
      stream('{"type":"queued","posi', 'tion":2}\n{"type":"failed","stage":"compile",', '"text":"no"}'),
    );
    expect(events).toEqual([
      { type: 'queued', position: 2 },
      { type: 'failed', stage: 'compile', text: 'no' },
    ]);
  });

  it('says that the service is unreachable and what to do', async () => {
    await expect(collect(new TypeError('Failed to fetch'))).rejects.toMatchObject({
      code: 'BUILD_SERVICE_UNREACHABLE',
      hint: expect.stringContaining('npm start'),
    });
    await expect(collect(new Response('<html>', { status: 404 }))).rejects.toMatchObject({
      code: 'BUILD_SERVICE_UNREACHABLE',
    });
  });

  it('passes on what the service itself says', async () => {
    const body = JSON.stringify({ error: { code: 'TOO_MANY_FILES', shortMessage: 'Too many files' } });
    await expect(collect(new Response(body, { status: 413 }))).rejects.toMatchObject({ code: 'TOO_MANY_FILES' });
  });

  it('notices a stream that ends early', async () => {
    await expect(collect(stream('{"type":"queued","position":0}\n'))).rejects.toMatchObject({
      code: 'BUILD_INTERRUPTED',
    });
  });
});
