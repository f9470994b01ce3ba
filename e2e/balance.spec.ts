import { type App, expect, test } from './app.ts';

test('an exhausted program answers out of gas through Ethereum, and holds injected messages until a top-up', async ({
  app,
  page,
}) => {
  // Enough for the constructor (about 0.025 WVARA), not for a call (about 0.07).
  await app.deploy({ wvara: '0.06' });
  await expect(app.program.getByTestId('exhausted')).toBeVisible();

  const answered = await app.call('Add', '1', 'Through Ethereum');
  await expect(answered.getByTestId('latest-answer')).toContainText('ran out of gas');

  const held = await app.call('Add', '1', 'Injected');
  await expect(held.getByTestId('latest-answer')).toContainText('waits');
  await expect(app.newest().getByTestId('reason')).toContainText('0.2 WVARA');

  await app.program.getByRole('button', { name: 'Top up', exact: true }).first().click();
  await app.program.getByRole('textbox', { name: 'Amount', exact: true }).fill('5');
  await app.program.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(held.getByTestId('latest-answer')).toContainText('→ 1');
  await expect(app.program.getByTestId('exhausted')).toBeHidden();
  await expect(page.getByText('5 WVARA added')).toBeVisible();
});

test('the Free Balance is topped up apart from the Executable Balance', async ({ app }) => {
  await app.deploy();
  await app.program.getByRole('button', { name: 'Top up the Free Balance' }).click();
  await app.program.getByRole('textbox', { name: 'Amount', exact: true }).fill('0.25');
  await app.program.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(app.program.getByTestId('free-balance')).toContainText('0.25 ETH');
});

test('what is paid to a program becomes its Executable Balance by the converter', async ({ app, page }) => {
  await paySelfFunding(app, '1');

  // It is claimed with one block of Ethereum and converted with the next.
  for (let block = 0; block < 2; block++) await page.getByRole('button', { name: 'Make a block now' }).click();
  await page.getByRole('tab', { name: 'Ledger' }).click();
  await expect(page.getByRole('row', { name: /Converted/ })).toContainText('+5 WVARA');
  await expect(page.getByRole('region', { name: 'Sums' })).toContainText('A part of this playground, not of Gear.exe');
});

test('the converter asks a program for its ether', async ({ app, page }) => {
  await paySelfFunding(app, '1000000000000000000');

  await page.getByRole('tab', { name: 'Ledger' }).click();
  const sums = page.getByRole('region', { name: 'Sums' });
  await sums.getByRole('button', { name: 'Convert by Refill' }).click();
  await expect(sums.getByRole('status')).toHaveText('The program has given 0.0005 ETH.');
  await page.getByRole('button', { name: 'Make a block now' }).click();
  const row = page.getByRole('row', { name: /Converted/ });
  await expect(row).toContainText('from 0.0005 ETH');
  await expect(row).toContainText('+5 WVARA');
});

/** Pays 0.0005 ETH to a program that gives it to the local converter when it has `threshold` wei; blocks of Ethereum come by hand. */
async function paySelfFunding(app: App, threshold: string) {
  const { page } = app;
  await app.openTemplate('Self-funding');
  await app.program.getByLabel('converter ActorId').fill('0x6c6f63616c2d67656172657865000000000000c0');
  await app.program.getByLabel('threshold u128').fill(threshold);
  await app.deploy({ wvara: '1' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Ethereum block every').selectOption({ label: 'by hand' });
  const pay = await app.method('Pay');
  await pay.getByRole('radio', { name: 'Through Ethereum' }).check();
  await pay.getByRole('textbox', { name: 'Value', exact: true }).fill('0.0005');
  await pay.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(pay.getByTestId('latest-answer')).toContainText('gas');
}
