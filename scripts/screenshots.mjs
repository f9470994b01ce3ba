/**
 * Takes docs/screenshots/{desk,narrow}-{light,dark}.png of the running app: `node scripts/screenshots.mjs http://127.0.0.1:4173/`.
 * The scene is the first light: the counter deployed and called a few times.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumPath } from './chromium-path.mjs';
import { root } from './node-path.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:4173/';
const folder = join(root, 'docs/screenshots');
mkdirSync(folder, { recursive: true });
const executablePath = chromiumPath();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await playScene(page);
  await page.screenshot({ path: join(folder, `desk-${colorScheme}.png`) });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Program' }).click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(folder, `narrow-${colorScheme}.png`) });
  await context.close();
}
await browser.close();

async function playScene(page) {
  const program = page.getByRole('region', { name: 'Program', exact: true });
  await program.getByRole('button', { name: 'Deploy', exact: true }).click();
  const card = program.locator('.method').first();
  for (const amount of ['5', '7', '30']) {
    await card.locator('input[type=text]').first().fill(amount);
    await card.getByRole('button', { name: 'Send', exact: true }).click();
    await card.getByTestId('latest-answer').getByText(`(${amount})`).waitFor();
    await card.getByTestId('latest-answer').getByText('gas').waitFor();
  }
  await program.locator('.query').getByRole('button', { name: 'Read' }).first().click();
  await page.getByTestId('code-editor').locator('.view-line').first().waitFor();
  // The first block settles what was sent.
  await page.locator('.lanes__lane[data-reached]:nth-child(2)').first().waitFor({ timeout: 20_000 });
  await page.waitForTimeout(800);
}
