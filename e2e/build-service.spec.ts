import { expect, test } from './app.ts';

test.describe('without the build service', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('a build says what is wrong and what to do, and programs still run', async ({ app, page }) => {
    await page.route('**/api/build', (route) => route.abort());
    await page.getByRole('button', { name: 'Build', exact: true }).click();
    const problems = page.getByRole('tabpanel', { name: 'Problems' });
    await expect(problems).toContainText('The build service does not answer');
    await expect(problems).toContainText('npm start');
    await app.deploy();
    const card = await app.call('Add', '2');
    await expect(card.getByTestId('latest-answer')).toContainText('→ 2');
  });
});

test('a build can be cancelled', async ({ app, page }) => {
  // A service that never begins: what is tested is the client.
  await page.route('**/api/build', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await new Promise((done) => page.once('close', done));
  });
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await expect(page.getByText('Sending the files')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel the build' }).click();
  await expect(page.getByText('Build cancelled')).toBeVisible();
  await expect(app.program).toBeVisible();
});
