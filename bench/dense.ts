/**
 * A program that fills its memory densely, in the app in Chromium: `npm run bench:dense [-- --mebibytes N]`. It is deployed, fills 512 MiB with
 * noise and sums them up; the page is reloaded, and the sums must be the same. Told are times, the memory of Chromium's processes, and what a
 * message costs that changes one page.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { App, expect } from '../e2e/app.ts';
import { PagesApp } from '../e2e/pages-app.ts';
import { openPage } from './measure/open-page.ts';
import { quantile } from './measure/statistics.ts';

const { values } = parseArgs({ options: { mebibytes: { type: 'string', default: '512' } } });
const mebibytes = Number(values.mebibytes);
const { page, close } = await openPage();
try {
  const app = new App(page);
  await app.open();
  const program = new PagesApp(app, mebibytes);
  await program.deploy();
  console.log(`empty: ${await memory(page)}`);

  const filling = await timed(() => program.fill());
  console.log(`${mebibytes} MiB filled and saved in ${seconds(filling.ms)}: ${await memory(page)}`);
  const summing = await timed(() => program.sums());
  console.log(`summed up in ${seconds(summing.ms)}: ${await memory(page)}`);
  console.log(`a message that changes a page: ${await latencies(program)}`);

  const loading = await timed(async () => {
    await page.reload();
    await expect(app.program.getByText(/^[\d,]+ pages$/)).toBeVisible({ timeout: 60_000 });
  });
  console.log(`reloaded in ${seconds(loading.ms)}: ${await memory(page)}`);
  const again = await timed(() => program.sums());
  // Pages of the first piece were changed by the messages that were measured.
  expect(again.result.slice(1)).toEqual(summing.result.slice(1));
  console.log(`summed up again in ${seconds(again.ms)}, to the same: ${await memory(page)}`);
  console.log(`a message that changes a page: ${await latencies(program)}`);
} finally {
  await close();
}

async function timed<Result>(task: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const begin = performance.now();
  const result = await task();
  return { result, ms: performance.now() - begin };
}

/** As the page tells it, from the click to the answer. */
async function latencies(program: PagesApp): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < 20; round++) times.push(await program.change(round));
  return `p50 ${quantile(times, 0.5).toFixed(0)} ms, p90 ${quantile(times, 0.9).toFixed(0)} ms`;
}

/** MiB that the pages' processes hold, and Chromium's own; not known elsewhere than on Linux. */
async function memory(page: Page): Promise<string> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session || !existsSync('/proc/self/status')) return 'memory ?';
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = { pages: 0, others: 0 };
  for (const { id, type } of processInfo) {
    const own = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'));
    sizes[type === 'renderer' ? 'pages' : 'others'] += Number(own?.[1] ?? 0) / 1024;
  }
  return `memory ${sizes.pages.toFixed(0)} MiB, and ${sizes.others.toFixed(0)} of Chromium itself`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
