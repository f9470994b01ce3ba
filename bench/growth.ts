/**
 * What a message costs as a network grows: `npm run bench:growth [-- --only CURVE] [-- --chromium]`. On a local network of one executor, in Node
 * without storage or in Chromium with it. CURVE: `programs`, `queued messages` or `MiB of state`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/node-path.mjs';
import { servePage } from '../scripts/serve-page.ts';
import { pagesProgram } from '../src/executor/fixtures/pages-program.ts';
import { startNetwork } from '../src/network/local/fixtures/start-network.ts';
import type { GrowthRun } from './growth-page/growth-page.ts';
import { type GrowthRow, growthCurves } from './measure/growth-curves.ts';
import { launchChromium } from './measure/open-page.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, chromium: { type: 'boolean', default: false } },
});
const only = values.only as GrowthRow['of'] | undefined;
const tell = ({ of, size, p50, p90 }: GrowthRow) =>
  console.log(`| ${of} | ${size.toLocaleString('en-US')} | ${p50.toFixed(2)} | ${p90.toFixed(2)} |`);

console.log('| growing | size | p50 ms a message | p90 |\n| --- | ---: | ---: | ---: |');
await (values.chromium ? inChromium() : inNode());

async function inNode(): Promise<void> {
  await growthCurves((onEvent) => startNetwork({ executors: 1, onEvent }), await pagesProgram(), { only, tell });
}

async function inChromium(): Promise<void> {
  const { url, close } = await servePage(join(root, 'bench/growth-page'), join(root, '.cache/growth-page'));
  const browser = await launchChromium(url);
  try {
    const page = await browser.context.newPage();
    await page.exposeFunction('tell', tell);
    await page.goto(url);
    const program = Buffer.from(await pagesProgram()).toString('base64');
    await page.evaluate(
      (run) => (globalThis as unknown as { runGrowth(run: GrowthRun): Promise<void> }).runGrowth(run),
      { program, only },
    );
  } finally {
    await browser.close();
    await close();
  }
}
