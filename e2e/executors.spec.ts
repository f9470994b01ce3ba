import { expect, test } from './app.ts';

test('lanes, the message graph and a comparison show what runs in parallel', async ({ app, page }) => {
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  await app.askPong();

  await test.step('the graph of a message leads through the programs and back', async () => {
    const asked = app.timeline
      .getByRole('listitem')
      .filter({ hasText: /Ping\(\)/ })
      .first();
    await asked.locator('.timeline-row__main').click();
    await asked.getByRole('button', { name: 'Graph', exact: true }).click();
    await expect(tab('Graph')).toHaveAttribute('aria-selected', 'true');
    const nodes = page.getByRole('list', { name: /^Messages of the conversation/ }).getByRole('button');
    await expect(nodes).toHaveCount(3);
    await expect(nodes.nth(0)).toContainText('Waited');
    await expect(nodes.nth(0)).toContainText('ran 2 times');
    await expect(nodes.nth(1)).toContainText('ping → pong');
    await expect(nodes.nth(1)).toContainText(/[1-9][\d,]* gas/);
    await expect(nodes.nth(2)).toContainText('Ends the wait');
    await nodes.nth(1).click();
    await expect(tab('Timeline')).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByTestId('message-details')).toContainText('caused by');
    await page.keyboard.press('F1');
    await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
    await page.keyboard.type('message graph');
    await page.keyboard.press('Enter');
    await expect(nodes.nth(1)).toHaveAttribute('aria-current', 'true');
  });

  await test.step('the lanes are looked around in, and a run leads to its messages', async () => {
    await tab('Executors').click();
    const lanes = page.getByRole('application', { name: /^Queue runs over time/ });
    const inView = page.getByText(/^\d+ runs? since .* in view$/);
    const before = await inView.textContent();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect(inView).not.toHaveText(before ?? '');
    await page.getByRole('button', { name: 'Fit all' }).click();
    await expect(inView).toHaveText(before ?? '');
    await lanes.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.locator('.run-lanes__told')).toContainText(/queue · \d+ messages? · [\d,]+ gas · started at/);
    await page.keyboard.press('Enter');
    const selected = page.getByRole('region', { name: 'Selected run' });
    await selected.getByRole('list', { name: 'Messages of the run' }).getByRole('button').first().click();
    await expect(tab('Timeline')).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByTestId('message-details')).toBeVisible();
    await tab('Executors').click();
    await page.getByText('Runs in view as a table').click();
    await expect(page.getByRole('row', { name: /pong (canonical|injected) height/ }).first()).toBeVisible();
  });

  await test.step('one executor and two come to the same, and the session stays as it is', async () => {
    await page.getByRole('radio', { name: 'One and several compared' }).check();
    await page.getByRole('spinbutton', { name: 'Programs' }).fill('4');
    await page.getByRole('spinbutton', { name: 'Messages each' }).fill('8');
    await page.getByRole('spinbutton', { name: /^Executors to compare/ }).fill('2');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(page.getByTestId('equality')).toContainText('All 4 state hashes are equal', { timeout: 60_000 });
    await expect(page.getByTestId('ratio')).toHaveText(/^\d+\.\d\d ×$/);
    for (const executors of ['1 executor', '2 executors']) {
      const picture = page.getByRole('application', { name: `Queue runs with ${executors}`, exact: true });
      await expect(picture.locator('path[data-program]')).toHaveCount(4);
    }

    await page.getByRole('radio', { name: /^This session \(/ }).check();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(page.getByTestId('equality')).toContainText('All 2 state hashes are equal', { timeout: 60_000 });

    await page.getByRole('radio', { name: 'Ready-made load' }).check();
    await page.getByRole('spinbutton', { name: 'Messages each' }).fill('500');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Compare', exact: true })).toBeVisible();
    await tab('Timeline').click();
    await expect(app.timeline.locator('.timeline-row')).toHaveCount(5);
  });
});
