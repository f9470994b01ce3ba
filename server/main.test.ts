import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

describe('the server process', () => {
  const servers: ChildProcess[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.kill('SIGKILL');
  });

  function start(env: Record<string, string>) {
    const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, '--service-only'], {
      env: { ...process.env, HOST: '127.0.0.1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    servers.push(server);
    const output = { stdout: '', stderr: '' };
    server.stdout.on('data', (text) => {
      output.stdout += text;
    });
    server.stderr.on('data', (text) => {
      output.stderr += text;
    });
    const address = async () => {
      while (!output.stdout.includes('\n')) await once(server.stdout, 'data');
      return output.stdout.trim().split(' ').at(-1) as string;
    };
    return { server, output, address, ended: once(server, 'close') };
  }

  it('says where it listens, answers there, and ends on a signal', async () => {
    const { server, address, output, ended } = start({ PORT: '0' });
    const url = await address();
    expect(output.stdout.match(/http:/g)).toHaveLength(1);
    expect((await fetch(`${url}api/build/health`)).status).toBe(200);
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('says that a port is taken, and what to do', async () => {
    const first = start({ PORT: '0' });
    const { port } = new URL(await first.address());
    const second = start({ PORT: port });
    expect(await second.ended).toEqual([1, null]);
    expect(second.output.stderr).toMatch(new RegExp(`Port ${port} is taken.*PORT=`, 's'));
  });

  it('refuses a port that is none', async () => {
    const { output, ended } = start({ PORT: 'http' });
    expect(await ended).toEqual([1, null]);
    expect(output.stderr).toContain('PORT must be a number');
  });
});
