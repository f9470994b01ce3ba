import { expect, test } from './app.ts';

test('a reload keeps files, programs, balances and history', async ({ app, page }) => {
  await app.deploy();
  const card = await app.call('Add', '9');
  await expect(card.getByTestId('latest-answer')).toContainText('→ 9');
  await app.edit('//! A counter', '//! My counter');
  await expect(page.getByText('saved', { exact: true })).toBeVisible();
  const balance = (await app.program.getByTestId('executable-balance').textContent()) ?? '';

  await page.reload();
  await expect(page.getByTestId('code-editor')).toContainText('My counter');
  await expect(app.program.getByTestId('executable-balance')).toHaveText(balance);
  await expect(app.timeline.locator('.timeline-row')).toHaveCount(2);
  await expect(app.newest()).toContainText('Add(9) → 9');

  const again = await app.call('Add', '1');
  await expect(again.getByTestId('latest-answer')).toContainText('→ 10');
});

test('files are created, renamed, deleted and brought back', async ({ app, page }) => {
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByLabel('Name of the new file').fill('notes.md');
  await page.keyboard.press('Enter');
  const tree = page.getByRole('tree', { name: 'Files' });
  const file = tree.getByRole('treeitem', { name: 'notes.md' });
  await expect(file).toBeVisible();
  await file.focus();
  await page.keyboard.press('F2');
  await page.getByLabel('New name of notes.md').fill('readme.md');
  await page.keyboard.press('Enter');
  const renamed = tree.getByRole('treeitem', { name: 'readme.md' });
  await renamed.focus();
  await page.keyboard.press('Delete');
  await expect(renamed).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(renamed).toBeVisible();
  await expect(app.program).toBeVisible();
});
