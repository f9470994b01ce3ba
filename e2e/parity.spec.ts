import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';
import { firstDifference } from '../scripts/canonical-json.mjs';
import type { ParityRun } from './parity/parity-page.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const reference = join(root, 'engine/reference/target/release/gear-exe-reference');
const folder = join(root, 'engine/scenarios');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

/** The app's own engine and workers in a page of their own, against what the native reference prints. */
test.describe('parity in Chromium', () => {
  let server: PreviewServer;
  let url: string;

  test.beforeAll(async () => {
    expect(existsSync(reference), 'The native reference is built by: npm run setup -- reference scenarios').toBe(true);
    const options = {
      configFile: false,
      root: join(root, 'e2e/parity'),
      publicDir: join(root, 'public'),
      base: './',
      logLevel: 'warn',
      worker: { format: 'es' },
      build: { outDir: join(root, '.cache/parity-page'), emptyOutDir: true, target: 'es2023' },
      preview: { port: 0, host: '127.0.0.1' },
    } as const;
    await build(options);
    server = await preview(options);
    url = server.resolvedUrls?.local[0] ?? '';
  });

  test.afterAll(async () => server?.close());

  for (const workers of [1, 3]) {
    test(`${files.length} scenarios with ${workers} ${workers === 1 ? 'worker' : 'workers'}`, async ({ page }) => {
      test.setTimeout(600_000);
      await page.goto(url);
      const expected = execFileSync(
        reference,
        files.map((name) => join(folder, name)),
        { maxBuffer: 1 << 30 },
      )
        .toString()
        .trim()
        .split('\n');
      const problems: string[] = [];
      for (const [index, name] of files.entries()) {
        const actual = await page.evaluate(
          (run) => (globalThis as unknown as { runParity(run: ParityRun): Promise<string> }).runParity(run),
          readRun(name, workers),
        );
        const difference = firstDifference(expected[index] ?? '', actual);
        if (difference) problems.push(`${name}: ${difference}`);
      }
      expect(problems).toEqual([]);
    });
  }
});

function readRun(name: string, workers: number): ParityRun {
  const text = readFileSync(join(folder, name), 'utf8');
  const codes: Record<string, string> = (JSON.parse(text) as { codes: Record<string, string> }).codes;
  const base64 = Object.entries(codes).map(([code, path]) => [
    code,
    readFileSync(resolve(dirname(join(folder, name)), path)).toString('base64'),
  ]);
  return { text, codes: Object.fromEntries(base64), workers };
}
