import { expect, test } from './app.ts';

test('a program is looked at in its past, compared, and gone on with from there', async ({ app, page }) => {
  await app.deploy();
  for (const [amount, sum] of [
    ['5', '5'],
    ['7', '12'],
    ['9', '21'],
  ] as const) {
    const card = await app.call('Add', amount);
    await expect(card.getByTestId('latest-answer')).toContainText(`→ ${sum}`);
  }
  const label = (await app.program.getByRole('heading', { level: 2 }).textContent()) ?? '';
  await page.getByRole('tab', { name: 'Inspector' }).click();
  const inspector = page.getByRole('tabpanel', { name: 'Inspector' });
  const states = inspector.getByRole('listbox', { name: 'States, oldest first' });
  const answers = inspector.getByRole('region', { name: 'Answers' });
  const latest = states.getByRole('option', { name: 'Add(9)' });
  await expect(latest).toHaveAttribute('aria-selected', 'true');
  await expect(latest).toContainText('latest');
  await expect(latest).toContainText(/[\d,]{9,} gas/);
  await expect(answers.getByRole('row', { name: 'Value()' }).getByRole('cell')).toHaveText('21');

  await states.focus();
  await page.keyboard.press('ArrowLeft');
  const middle = states.getByRole('option', { name: 'Add(7)' });
  await expect(middle).toHaveAttribute('aria-selected', 'true');
  await expect(answers.getByRole('row', { name: 'Value()' }).getByRole('cell')).toHaveText('12');

  await inspector.getByRole('button', { name: 'Compare with this' }).click();
  await inspector.getByRole('button', { name: 'Latest state', exact: true }).click();
  const cells = answers.getByRole('row', { name: 'Value()' }).getByRole('cell');
  await expect(cells).toHaveText(['12', '21']);
  await expect(answers.getByText('differs')).toBeVisible();
  await expect(inspector.getByRole('row', { name: 'Executable Balance' }).getByRole('cell').last()).toHaveText(
    /^−0\.\d+ WVARA$/,
  );
  const pages = inspector.getByRole('region', { name: 'Memory pages' });
  await pages
    .getByRole('button', { name: /, changed$/ })
    .first()
    .click();
  await pages.getByRole('button', { name: /changed row/ }).click();
  await expect(pages.locator('.dump__row mark').first()).toBeVisible();

  await states.focus();
  await page.keyboard.press('ArrowLeft');
  await inspector.getByRole('button', { name: 'Fork here' }).click();
  const heading = app.program.getByRole('heading', { level: 2 });
  await expect(heading).toHaveText(new RegExp(`^${label} @ \\d+$`));
  await expect(states.getByRole('option', { name: 'Forked' })).toHaveAttribute('aria-selected', 'true');
  await expect(answers.getByRole('row', { name: 'Value()' }).getByRole('cell')).toHaveText('12');
  const forked = await app.call('Add', '30');
  await expect(forked.getByTestId('latest-answer')).toContainText('→ 42');

  await app.program.getByRole('combobox', { name: 'Program' }).selectOption({ label: `${label} · active` });
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await expect(latest).toHaveAttribute('aria-selected', 'true');
  await expect(answers.getByRole('row', { name: 'Value()' }).getByRole('cell')).toHaveText('21');
});
