import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { blake2b } from '@noble/hashes/blake2.js';
import { expect, it } from 'vitest';
import { readIdlSection } from '../../src/program/read-idl-section.ts';
import { bytesToHex } from '../../src/shared/hex.ts';
import { BuildService } from './build-service.ts';
import { detectSandbox } from './detect-sandbox.ts';
import { findInstallation } from './installation.ts';
import { serviceLimits } from './limits.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`);
const templates = JSON.parse(read('public/templates/index.json').toString()) as {
  id: string;
  title: string;
  codeId: string;
}[];

it('offers the examples, the counter first', () => {
  const ids = templates.map(({ id }) => id);
  expect(ids).toEqual(['counter', 'token', 'ping', 'pong', 'vault', 'self-funding', 'panicker', 'seat', 'memory-hog']);
});

it.each(templates)('$id is built, and building it again is answered from the cache', async ({ id, title, codeId }) => {
  expect(title).not.toBe('');
  const wasm = read(`public/templates/${id}/program.wasm`);
  expect(bytesToHex(blake2b(wasm, { dkLen: 32 }))).toBe(codeId);
  expect(read(`build/programs/${id}.wasm`).equals(wasm)).toBe(true);
  if (id !== 'pong') {
    const idl = read(`public/templates/${id}/program.idl`).toString();
    expect(idl).toMatch(/^!@sails: 2\.0\.0/);
    expect(readIdlSection(wasm)).toBe(idl);
    expect(read(`public/templates/${id}/program.sol`).toString()).toMatch(/interface I/);
  }
  const { files } = JSON.parse(read(`public/templates/${id}/project.json`).toString());
  const installation = findInstallation();
  const limits = serviceLimits();
  const service = new BuildService(installation, await detectSandbox(installation, limits), limits);
  await service.build({ files }, new AbortController().signal, (event) => {
    expect(event).toMatchObject({ type: 'done', cached: true, artifact: { codeId } });
  });
});
