import AxeBuilder from '@axe-core/playwright';
import lighthouse from 'lighthouse';
import { chromiumPath } from '../scripts/chromium-path.mjs';
import { expect, test } from './app.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the main screen has no axe violations', async ({ app, page }) => {
      await app.deploy();
      await app.call('Add', '5');
      await expect(app.newest().getByTestId('gas')).toBeVisible();
      await expect(page.getByTestId('code-editor').locator('.view-line').first()).toBeVisible();
      for (const view of ['Timeline', 'Graph', 'Ledger', 'Executors', 'Inspector', 'Schedules', 'Problems', 'Log']) {
        await page.getByRole('tab', { name: view }).click();
        const axe = new AxeBuilder({ page });
        // In the dark it is the same page in other colours.
        if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
        // What stands around the views has been looked at with the first.
        const { violations } = await (view === 'Timeline' ? axe : axe.include('[role=tabpanel]')).analyze();
        expect(
          violations.map(
            ({ id, nodes }) => `${view}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
          ),
        ).toEqual([]);
      }
    });
  });
}

test('the narrow layout has no axe violations and never scrolls sideways', async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const place of ['Code', 'Program', 'Timeline', 'More']) {
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: place }).click();
    await page.waitForTimeout(300);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${place}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    ).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(390);
  }
  await expect(app.page).toHaveTitle(/Gear\.exe/);
});

test('everything is reached by the keyboard', async ({ app, page }) => {
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await page.keyboard.type('ledger');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Ledger' })).toHaveAttribute('aria-selected', 'true');
  await app.program.getByRole('button', { name: 'Deploy', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(app.program.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(app.program.getByTestId('latest-answer')).toContainText('gas');
});

test('Lighthouse finds accessibility of at least 95', async ({ baseURL, playwright }) => {
  const port = 9377;
  const executablePath = chromiumPath();
  const browser = await playwright.chromium.launch({
    ...(executablePath && { executablePath }),
    args: [
      `--remote-debugging-port=${port}`,
      '--no-sandbox',
      '--headless=new',
      '--disable-gpu',
      '--disable-dev-shm-usage',
    ],
  });
  try {
    const result = await lighthouse(baseURL, {
      port,
      onlyCategories: ['accessibility'],
      formFactor: 'desktop',
      screenEmulation: { disabled: true },
      logLevel: 'error',
    });
    const { score } = result?.lhr.categories.accessibility ?? {};
    const failed = Object.values(result?.lhr.audits ?? {})
      .filter((audit) => audit.score === 0)
      .map(({ id }) => id);
    expect(score, `failed audits: ${failed.join(', ')}`).toBeGreaterThanOrEqual(0.95);
  } finally {
    await browser.close();
  }
});
