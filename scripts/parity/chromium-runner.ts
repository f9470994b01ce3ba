import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import type { ParityRun } from '../../e2e/parity/parity-page.ts';
import { chromiumPath } from '../chromium-path.mjs';
import { root } from '../node-path.mjs';
import { servePage } from '../serve-page.ts';
import { type Outcome, patience, type Runner, unfinished } from './runners.ts';

/** The page of e2e/parity: the app's own engine and workers, alone. */
export function serveParityPage() {
  return servePage(join(root, 'e2e/parity'), join(root, '.cache/parity-page'));
}

/** The wasm engine in Chromium. The page stays open from run to run and is loaded again when a scenario broke it. */
export async function chromiumRunner(workers: number, url: string): Promise<Runner> {
  const executablePath = chromiumPath();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--headless=new', '--disable-gpu'],
  });
  const page = await browser.newPage();
  await page.goto(url);
  const runOne = async (file: string): Promise<Outcome> => {
    let guard: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, fail) => {
      guard = setTimeout(() => fail(new Error(`${unfinished} ${patience / 1000} s`)), patience);
    });
    try {
      const run = page.evaluate(
        (given) => (globalThis as unknown as { runParity(run: ParityRun): Promise<string> }).runParity(given),
        readRun(file, workers),
      );
      return { text: await Promise.race([run, tooLong]) };
    } catch (error) {
      await page.goto(url);
      return { error: `Chromium: ${error instanceof Error ? error.message : error}` };
    } finally {
      clearTimeout(guard);
    }
  };
  return {
    name: `Chromium, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    async run(files) {
      const outcomes: Outcome[] = [];
      for (const file of files) outcomes.push(await runOne(file));
      return outcomes;
    },
    close: () => browser.close(),
  };
}

/** A scenario with its codes, as the page takes it. */
export function readRun(file: string, workers: number): ParityRun {
  const text = readFileSync(file, 'utf8');
  const { codes } = JSON.parse(text) as { codes: Record<string, string> };
  const base64 = Object.entries(codes).map(([code, path]) => [
    code,
    readFileSync(resolve(dirname(file), path)).toString('base64'),
  ]);
  return { text, codes: Object.fromEntries(base64), workers };
}
