import { readFileSync } from 'node:fs';
import { expect, test } from './app.ts';

test('the Solidity interface compiles under the policy of the page, and its input is saved', async ({ app, page }) => {
  await expect(app.program.getByRole('heading', { name: 'Deploy counter' })).toBeVisible();
  await page.keyboard.press('F1');
  const dialog = page.getByRole('dialog', { name: 'Command palette' });
  await expect(dialog).toBeVisible();
  await page.keyboard.type('verifies the Solidity');
  await expect(dialog.getByRole('option')).toHaveCount(1);
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const file = await saved;
  expect(file.suggestedFilename()).toBe('CounterAbi.verification.json');
  const { sources, settings } = JSON.parse(readFileSync(await file.path(), 'utf8'));
  expect(sources['program.sol'].content).toContain('function counterAdd(bool _callReply, uint32 amount)');
  expect(settings.optimizer.enabled).toBe(true);
  await expect(page.getByText('contract program.sol:CounterAbi')).toBeVisible();
});
