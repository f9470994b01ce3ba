import { readFileSync } from 'node:fs';
import { expect, test } from './app.ts';

const root = new URL('../', import.meta.url);
const counter = {
  wasm: readFileSync(new URL('public/templates/counter/program.wasm', root)),
  idl: readFileSync(new URL('public/templates/counter/program.idl', root)),
};

test('a Wasm with its IDL from disk is deployed and called', async ({ app }) => {
  await app.upload(
    { name: 'mine.wasm', mimeType: 'application/wasm', buffer: counter.wasm },
    { name: 'mine.idl', mimeType: 'text/plain', buffer: counter.idl },
  );
  await expect(app.program.getByRole('heading', { name: 'Deploy mine' })).toBeVisible();
  await app.deploy();
  const card = await app.call('Add', '3');
  await expect(card.getByTestId('latest-answer')).toContainText('→ 3');
});

test('single sources join the project under a free name; nothing is overwritten', async ({ app, page }) => {
  await app.upload({ name: 'lib.rs', mimeType: 'text/plain', buffer: Buffer.from('// another lib') });
  const tree = page.getByRole('tree', { name: 'Files' });
  await expect(tree.getByRole('treeitem', { name: 'lib-2.rs' })).toBeVisible();
  await expect(tree.getByRole('treeitem', { name: 'lib.rs', exact: true })).toBeVisible();
});
