import { amountOf, expect, test } from './app.ts';

test('a reply with gas and ledger change within three clicks, without any build', async ({ app, page }) => {
  let clicks = 0;
  await page.exposeFunction('countClick', () => {
    clicks += 1;
  });
  await page.evaluate(() =>
    addEventListener('click', () => (globalThis as unknown as { countClick(): void }).countClick(), true),
  );

  await app.program.getByRole('button', { name: 'Deploy', exact: true }).click();
  await app.program.getByRole('button', { name: 'Send', exact: true }).click();

  const row = app.newest();
  await expect(row.getByTestId('reply')).toContainText(/\d+/);
  await expect(row.getByTestId('gas')).toHaveText(/^[\d,]{9,} gas$/);
  await expect(row).toContainText(/−0\.0\d+ WVARA/);
  await expect(row).toContainText('pre-confirmed');
  expect(await amountOf(app.program.getByTestId('executable-balance'))).toBeLessThan(10);
  expect(clicks).toBeLessThanOrEqual(3);
});

test('settled and final follow at the pace of Ethereum', async ({ app, page }) => {
  await app.deploy();
  await app.call('Add', '5');
  await expect(app.newest()).toContainText('pre-confirmed');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Ethereum block every').selectOption({ label: 'by hand' });
  const block = page.getByRole('button', { name: 'Make a block now' });
  await block.click();
  await expect(app.newest().locator('.lanes__lane').nth(1)).toHaveAttribute('data-reached', 'true');
  await expect(async () => {
    await block.click();
    await expect(app.newest().locator('.lanes__lane').nth(2)).toHaveAttribute('data-reached', 'true', { timeout: 200 });
  }).toPass();
});

test('one changed line, built, deployed and called, behaves anew', async ({ app, page }) => {
  test.slow();
  await expect(page.getByTestId('code-editor').locator('.view-line').first()).toBeVisible();
  await app.edit('value.checked_add(amount)', 'value.checked_add(amount * 2)');
  await page.keyboard.press('ControlOrMeta+s');
  await app.built(/^Built in/);
  await app.deploy();
  const card = await app.call('Add', '21');
  await expect(card.getByTestId('latest-answer')).toContainText('42');
});

test('a query is read and read again when the state changes', async ({ app }) => {
  await app.deploy();
  const query = app.program.locator('.query').first();
  await query.getByRole('button', { name: 'Read' }).click();
  const before = (await query.locator('output').textContent()) ?? '';
  await app.call('Add', '7');
  await expect(query.locator('output')).not.toHaveText(before);
});

test('a message opens with its event, state hashes and cost', async ({ app, page }) => {
  await app.deploy();
  await app.call('Add', '5');
  await app.newest().getByRole('button').first().click();
  const details = page.getByTestId('message-details');
  await expect(details).toContainText('Added');
  await expect(details).toContainText('× 100');
  const gas = Number((await app.newest().getByTestId('gas').textContent())?.replace(/\D/g, ''));
  const parts = await details
    .getByRole('table', { name: 'Gas by what took it' })
    .locator('tbody td:nth-child(2)')
    .allTextContents();
  expect(parts.reduce((sum, part) => sum + Number(part.replaceAll(',', '')), 0)).toBe(gas);
  await expect(app.program.getByTestId('runway')).toHaveText(/^Runs dry after about [\d,]+ such messages?$/);
  await details.getByRole('button', { name: 'Inspect' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Inspector' })).toContainText('before and after a message');
});

test('the ledger adds up: burns by message are the executors’ earnings', async ({ app, page }) => {
  await app.deploy();
  for (const amount of ['1', '2', '3']) await app.call('Add', amount);
  await page.getByRole('tab', { name: 'Ledger' }).click();
  const sums = page.getByRole('region', { name: 'Sums' });
  await expect(sums.getByText('Equal to topped up − burnt')).toBeAttached();
  await expect(sums.getByText('Equal to what all programs burnt')).toBeAttached();
  await expect(page.getByRole('button', { name: 'Burn', exact: true })).toHaveCount(4);
});
