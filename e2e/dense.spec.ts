import { expect, test } from './app.ts';
import { PagesApp } from './pages-app.ts';

test('a program that fills its memory is saved, and after a reload its memory is what it was', async ({
  app,
  page,
}) => {
  const pages = new PagesApp(app, 32);
  await pages.deploy();
  await pages.fill();
  const sums = await pages.sums();
  expect(new Set(sums).size).toBe(sums.length);

  await page.reload();
  await expect(app.program.getByText('2,044 pages')).toBeVisible();
  expect(await pages.sums()).toEqual(sums);
});
