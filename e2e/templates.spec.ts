import { expect, test } from './app.ts';

test('two programs: one asks the other and awaits its reply', async ({ app, page }) => {
  await app.askPong();
  await expect(app.timeline).toContainText('from ping');
  await page.getByRole('tab', { name: 'Ledger' }).click();
  await expect(page.getByText('Equal to what all programs burnt')).toBeAttached();
});

test('a panic is answered in words and charged', async ({ app }) => {
  await app.openTemplate('Panicker');
  await app.deploy();
  const card = await app.method('ChangeAndPanic');
  await card.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(card.getByTestId('latest-answer')).toContainText('The program panicked');
  await expect(card.getByTestId('latest-answer')).toContainText('gas');
});

test('the number of executors changes while programs run', async ({ app, page }) => {
  await app.deploy();
  await page.getByRole('tab', { name: 'Executors' }).click();
  await page.getByRole('spinbutton', { name: 'Executors' }).fill('3');
  await expect(page.getByRole('row', { name: /^#2/ })).toBeVisible();
  const card = await app.call('Add', '4');
  await expect(card.getByTestId('latest-answer')).toContainText('→ 4');
});
