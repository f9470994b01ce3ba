import { existsSync } from 'node:fs';
import { blake2b } from '@noble/hashes/blake2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/shared/hex.ts';
import { detectSandbox } from './detect-sandbox.ts';
import { findInstallation } from './installation.ts';
import { serviceLimits } from './limits.ts';
import { build, counter, end, sandboxProcesses, slow, start, unique, withBuildScript } from './service-under-test.ts';

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
