import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { blake2b } from '@noble/hashes/blake2.js';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { BuildEvent } from '../../src/build/protocol.ts';
import { bytesToHex } from '../../src/shared/hex.ts';
import { findInstallation } from './installation.ts';
import { type BuildLimits, serviceLimits } from './limits.ts';
import { buildService } from './plugin.ts';
import { readProject } from './read-project.ts';
import { detectSandbox } from './sandbox.ts';

/** These tests build for real: with the toolchain that set-up made, and in the sandbox. */
const counter = readProject(new URL('../../programs/counter', import.meta.url).pathname);
const slow = 180_000;

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

async function start(limits: Partial<BuildLimits> = {}, host = '127.0.0.1'): Promise<FastifyInstance> {
  app = fastify();
  await app.register(buildService, { host, limits: { time: 170_000, ...limits } });
  return app;
}

async function build(files: Record<string, string>, limits?: Partial<BuildLimits>): Promise<BuildEvent[]> {
  const service = await start(limits);
  const response = await service.inject({ method: 'POST', url: '/api/build', payload: { files } });
  expect(response.statusCode).toBe(200);
  return parseEvents(response.payload);
}

function parseEvents(text: string): BuildEvent[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as BuildEvent);
}

function end<Type extends BuildEvent['type']>(events: BuildEvent[], type: Type): Extract<BuildEvent, { type: Type }> {
  const last = events.at(-1);
  if (last?.type !== type) throw new Error(`Expected ${type}, got ${JSON.stringify(last)}`);
  return last as Extract<BuildEvent, { type: Type }>;
}

/** A source that was never built before. */
function unique(source: string): string {
  return `${source}\n// ${Date.now()} ${Math.random()}\n`;
}

/** A project whose build script is `main`'s body. */
function withBuildScript(body: string): Record<string, string> {
  return {
    'Cargo.toml': '[package]\nname = "hostile"\nversion = "0.1.0"\nedition = "2024"\n',
    'build.rs': unique(`fn main() {\n${body}\n}`),
    'src/lib.rs': '#![no_std]\n',
  };
}

describe('a project', () => {
  it('is built, and the second time answered from the cache', { timeout: slow }, async () => {
    const files = { ...counter, 'src/lib.rs': unique(counter['src/lib.rs'] ?? '') };
    const events = await build(files);
    const { artifact, cached } = end(events, 'done');
    expect(cached).toBe(false);
    expect(events.map(({ type }) => type)).toContain('progress');
    const wasm = Buffer.from(artifact.wasm, 'base64');
    expect(WebAssembly.validate(wasm)).toBe(true);
    expect(bytesToHex(blake2b(wasm, { dkLen: 32 }))).toBe(artifact.codeId);
    expect(artifact.idl).toContain('service Counter');
    expect(artifact.solidity).toContain('interface ICounter');
    expect(WebAssembly.Module.customSections(new WebAssembly.Module(wasm), 'sails:idl')).toHaveLength(1);

    const again = end(await build(files), 'done');
    expect(again.cached).toBe(true);
    expect(again.artifact).toEqual(artifact);
    expect(again.durationMs).toBeLessThan(200);
  });

  it('may be a single file, without Sails', { timeout: slow }, async () => {
    const source = unique('#![no_std]\n#[unsafe(no_mangle)]\nextern "C" fn init() {}\nextern crate sails_rs;\n');
    const { artifact } = end(await build({ 'lib.rs': source }), 'done');
    expect(artifact.idl).toBeUndefined();
  });

  it('with an error gives rustc’s diagnostic with its place', { timeout: slow }, async () => {
    const source = unique('#![no_std]\nuse sails_rs::prelude::*;\n\nfn broken() -> u32 {\n    "text"\n}\n');
    const events = await build({ ...counter, 'src/lib.rs': source });
    expect(end(events, 'failed').stage).toBe('compile');
    const diagnostics = events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic] : []));
    const error = diagnostics.find(({ code }) => code === 'E0308');
    expect(error).toMatchObject({ level: 'error', message: 'mismatched types' });
    expect(error?.spans.find(({ isPrimary }) => isPrimary)).toMatchObject({ file: 'src/lib.rs', startLine: 5 });
  });

  it('with a broken manifest gives the place in it', { timeout: slow }, async () => {
    const events = await build({ 'Cargo.toml': '[package]\nname = "a\n', 'src/lib.rs': '' });
    expect(end(events, 'failed').stage).toBe('check');
    const diagnostics = events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic] : []));
    expect(diagnostics[0]?.spans[0]).toMatchObject({ file: 'Cargo.toml', startLine: 2 });
  });

  it('with a crate that is not offered is told what is', { timeout: slow }, async () => {
    const manifest = '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\ntokio = "1"\n';
    const { stage, text } = end(await build({ 'Cargo.toml': manifest, 'src/lib.rs': unique('') }), 'failed');
    expect(stage).toBe('check');
    expect(text).toMatch(/tokio is not offered.*sails-rs 2\.0\.0/s);
  });

  it('whose code the network refuses is told why', { timeout: slow }, async () => {
    const source = unique(
      '#![no_std]\nextern crate sails_rs;\n#[unsafe(no_mangle)]\nextern "C" fn init() {\n' +
        'core::hint::black_box(core::hint::black_box(1.5f64) * 2.0);\n}\n',
    );
    const { stage, text } = end(await build({ 'lib.rs': source }), 'failed');
    expect(stage).toBe('validate');
    expect(text).toMatch(/floating-point/);
  });
});

describe('a hostile project', () => {
  it('is stopped at the limit of time', { timeout: slow }, async () => {
    const started = Date.now();
    const events = await build(withBuildScript('loop {}'), { time: 5000 });
    expect(end(events, 'error').error.code).toBe('BUILD_TIMED_OUT');
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('cannot fork without end', { timeout: slow }, async () => {
    const bomb =
      'loop { if std::process::Command::new("/usr/bin/sleep").arg("30").stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().is_err() { panic!("no more"); } }';
    const events = await build(withBuildScript(bomb), { time: 60_000, processes: 64 });
    const last = events.at(-1);
    expect(['failed', 'error']).toContain(last?.type);
    expect(JSON.stringify(last)).toMatch(/no more|BUILD_/);
    await expect.poll(sandboxProcesses, { timeout: 10_000 }).not.toContain('sleep');
  });

  it('cannot take more memory than its share', { timeout: slow }, async () => {
    const hog = 'let mut all: Vec<Vec<u8>> = Vec::new(); loop { all.push(vec![1; 16 << 20]); }';
    const events = await build(withBuildScript(hog), { memory: 512 * 2 ** 20 });
    expect(JSON.stringify(events.at(-1))).toMatch(/BUILD_OUT_OF_MEMORY|memory allocation/);
  });

  it('cannot fill the disk or the answer', { timeout: slow }, async () => {
    const writer = 'let bytes = vec![1u8; 1 << 20]; for i in 0.. { std::fs::write(format!("{i}"), &bytes).unwrap(); }';
    expect(JSON.stringify((await build(withBuildScript(writer), { diskBytes: 64 * 2 ** 20 })).at(-1))).toMatch(
      /No space left/,
    );
    const talker = 'loop { eprintln!("{}", "x".repeat(1000)); println!("{}", "y".repeat(1000)); }';
    const last = (await build(withBuildScript(talker), { time: 20_000, memory: 512 * 2 ** 20 })).at(-1);
    expect(JSON.stringify(last)).toMatch(/BUILD_OUT_OF_MEMORY|memory allocation/);
  });

  it('finds neither the host’s files, nor its network, nor a way to change what others use', {
    timeout: slow,
  }, async () => {
    const attempts = `
      let mut found: Vec<String> = Vec::new();
      for path in ["/etc/passwd", "/etc/hostname", "/root", "/home", "/work", "${process.cwd()}", "/proc/1/root/etc/passwd"] {
        if std::fs::metadata(path).is_ok() && (std::fs::read(path).is_ok() || std::fs::read_dir(path).is_ok()) { found.push(format!("read {path}")); }
      }
      for path in ["/vendor/x", "/warm/x", "/rust/x", "/tools/x", "/usr/x", "/x"] {
        if std::fs::write(path, "x").is_ok() { found.push(format!("wrote {path}")); }
      }
      for address in ["127.0.0.1:80", "1.1.1.1:53"] {
        let address = address.parse().unwrap();
        match std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_secs(1)) {
          Err(error) if error.kind() == std::io::ErrorKind::NetworkUnreachable || error.kind() == std::io::ErrorKind::ConnectionRefused => {}
          other => found.push(format!("{address}: {other:?}")),
        }
      }
      for command in ["unshare --user true", "unshare --net true", "mount --types tmpfs none /build", "nsenter --target 1 --mount true"] {
        let mut words = command.split(' ');
        if std::process::Command::new(words.next().unwrap()).args(words).status().is_ok_and(|status| status.success()) { found.push(command.to_string()); }
      }
      for (name, value) in std::env::vars() { if value.contains("${process.env.USER ?? 'nobody-here'}-secret") { found.push(name); } }
      let pids = std::fs::read_dir("/proc").unwrap().flatten().filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok()).count();
      if pids > 40 { found.push(format!("{pids} processes")); }
      panic!("found {found:?}");`;
    const { text } = end(await build(withBuildScript(attempts)), 'failed');
    expect(text).toContain('found []');
  });

  it('cannot spoil the dependencies of the next build', { timeout: slow }, async () => {
    const spoil = `
      let target = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap()).ancestors().nth(3).unwrap().join("deps");
      for entry in std::fs::read_dir(target).unwrap().flatten() { let _ = std::fs::write(entry.path(), "spoilt"); let _ = std::fs::remove_file(entry.path()); }`;
    await build({
      ...withBuildScript(spoil),
      'Cargo.toml': `${withBuildScript('')['Cargo.toml']}[dependencies]\nsails-rs = "2"\n`,
    });
    const files = { ...counter, 'src/lib.rs': unique(counter['src/lib.rs'] ?? '') };
    const events = await build(files);
    end(events, 'done');
    const compiled = events.flatMap((event) =>
      event.type === 'progress' && event.stage === 'compile' ? [event.text] : [],
    );
    expect(compiled).toEqual(['Compiling counter 0.1.0']);
  });
});

describe('the service', () => {
  it('refuses what is too much', async () => {
    const service = await start();
    const post = (payload: object) => service.inject({ method: 'POST', url: '/api/build', payload });
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`src/m${index}.rs`, '']));
    const tooMany = await post({ files: many });
    expect([tooMany.statusCode, tooMany.json().code]).toEqual([413, 'TOO_MANY_FILES']);
    const large = await post({ files: { 'src/lib.rs': 'x'.repeat(2 ** 20) } });
    expect([large.statusCode, large.json().code]).toEqual([413, 'PROJECT_TOO_LARGE']);
    const huge = await post({ files: { 'src/lib.rs': 'x'.repeat(100 * 2 ** 20) } });
    expect([huge.statusCode, huge.json().code]).toEqual([413, 'PROJECT_TOO_LARGE']);
    const bad = await post({ files: { '../x': '' } });
    expect([bad.statusCode, bad.json().code]).toEqual([400, 'BAD_BUILD_REQUEST']);
    const notJson = await service.inject({
      method: 'POST',
      url: '/api/build',
      payload: 'x',
      headers: { 'content-type': 'application/json' },
    });
    expect([notJson.statusCode, notJson.json().code]).toEqual([400, 'BAD_BUILD_REQUEST']);
  });

  it('frees the slot of a client that goes away', { timeout: slow }, async () => {
    const service = await start({ concurrent: 1 });
    const url = await service.listen({ host: '127.0.0.1', port: 0 });
    const abort = new AbortController();
    const body = JSON.stringify({ files: withBuildScript('loop {}') });
    const response = await fetch(`${url}/api/build`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      signal: abort.signal,
    });
    await response.body?.getReader().read();
    const health = async () => (await service.inject('/api/build/health')).json();
    expect(await health()).toMatchObject({ status: 'ready', sandbox: 'bubblewrap', running: 1 });
    abort.abort();
    await expect.poll(health, { timeout: 10_000 }).toMatchObject({ running: 0 });
    await expect.poll(sandboxProcesses, { timeout: 10_000 }).not.toContain('build-script-bu');
  });

  it('does not start for strangers where there is no sandbox', async () => {
    const path = process.env.PATH;
    process.env.PATH = path
      ?.split(':')
      .filter((folder) => !existsSync(`${folder}/bwrap`))
      .join(':');
    try {
      await expect(start({}, '0.0.0.0')).rejects.toMatchObject({ code: 'SANDBOX_MISSING' });
      const service = await start({}, '127.0.0.1');
      expect((await service.inject('/api/build/health')).json()).toMatchObject({ sandbox: 'none' });
    } finally {
      process.env.PATH = path;
    }
  });

  it('has the sandbox here', async () => {
    expect(await detectSandbox(findInstallation(), serviceLimits())).toMatchObject({ kind: 'bubblewrap' });
  });
});

/** Command lines of processes that run as one of the sandbox's users. */
function sandboxProcesses(): string[] {
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
