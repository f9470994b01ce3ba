import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { clippyAsCompiler } from '../../scripts/clippy-as-compiler.mjs';
import { detectSandbox } from './detect-sandbox.ts';
import { findInstallation } from './installation.ts';
import { serviceLimits } from './limits.ts';

/** The tool is checked where set-up compiled it: elsewhere its dependencies would take minutes once more. */
it('passes its own tests', { timeout: 300_000 }, async () => {
  const { code, output } = await cargo(['test']);
  expect(code, output).toBe(0);
  expect(output).toMatch(/test result: ok\. [1-9]\d* passed/);
});

it.skipIf(process.platform === 'win32')('has nothing that clippy complains of', { timeout: 300_000 }, async () => {
  const variables = Object.entries(clippyAsCompiler).map(([name, value]) => `${name}=${value}`);
  const { code, output } = await cargo(['build', '--all-targets'], ['env', ...variables]);
  expect(code, output).toBe(0);
});

async function cargo([command = '', ...args]: string[], wrapper: string[] = []) {
  const installation = findInstallation();
  const limits = serviceLimits();
  const sandbox = await detectSandbox(installation, limits);
  const work = join(installation.folder, 'work');
  mkdirSync(work, { recursive: true });
  const sources = fileURLToPath(new URL('.', import.meta.url));
  const [source, target] = sandbox.kind === 'none' ? [sources, work] : ['/source', sandbox.places(work).work];
  const places = ['--manifest-path', join(source, 'Cargo.toml'), '--target-dir', join(target, 'native')];
  const child = sandbox.spawn(
    [...wrapper, 'cargo', command, '--offline', '--locked', '--package', 'gear-exe-toolchain', ...args, ...places],
    { limits, slot: 0, work, folders: { '/source': sources } },
  );
  child.stdin.end();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise((done) => child.on('close', done));
  return { code, output };
}
