import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { firstDifference } from '../../scripts/canonical-json.mjs';
import { readRun, serveParityPage } from '../../scripts/parity/chromium-runner.ts';
import type { ParityRun } from './parity-page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const reference = join(root, 'engine/reference/target/release/gear-exe-reference');
const folder = join(root, 'engine/scenarios');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

/** The app's own engine and workers in a page of their own, against what the native reference prints. */
test.describe('parity in Chromium', () => {
  let server: Awaited<ReturnType<typeof serveParityPage>> | undefined;
  let url: string;

  test.beforeAll(async () => {
    expect(existsSync(reference), 'The native reference is built by: npm run setup -- reference scenarios').toBe(true);
    server = await serveParityPage();
    url = server.url;
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
          readRun(join(folder, name), workers),
        );
        const difference = firstDifference(expected[index] ?? '', actual);
        if (difference) problems.push(`${name}: ${difference}`);
      }
      expect(problems).toEqual([]);
    });
  }
});
