import { readFileSync } from 'node:fs';
import wabt from 'wabt';
import { expect, test } from './app.ts';

const root = new URL('../', import.meta.url);
const counterWasm = readFileSync(new URL('public/templates/counter/program.wasm', root));
const counterIdl = readFileSync(new URL('public/templates/counter/program.idl', root), 'utf8');

const wasmFile = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/wasm', buffer });

async function assemble(text: string): Promise<Buffer> {
  const { parseWat } = await wabt();
  return Buffer.from(parseWat('test.wat', text).toBinary({}).buffer);
}

test('a syntax error becomes a marker and a problem that leads to its line', async ({ app, page }) => {
  test.slow();
  await expect(page.getByTestId('code-editor').locator('.view-line').first()).toBeVisible();
  await app.edit('#![no_std]', '#![no_std]\nfn broken() { let }');
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  const problems = page.getByRole('list', { name: 'Problems' });
  await app.built(/^Build failed/);
  await expect(problems).toBeVisible();
  await problems.getByRole('button').first().click();
  await expect(page.locator('.squiggly-error').first()).toBeVisible();
  await expect(page.getByTestId('code-editor')).toContainText('fn broken()');
});

test('100 MB are refused with the limit named, and nothing is lost', async ({ app, page }) => {
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new ArrayBuffer(100 * 1024 * 1024)], 'huge.rs'));
    const input = document.querySelector<HTMLInputElement>('input[aria-label="Upload files"]');
    if (!input) throw new Error('no input');
    input.files = data.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(page.getByText('It has 100.0 MiB; a text file may have 1.0 MiB')).toBeVisible();
  await expect(page.getByRole('treeitem', { name: 'lib.rs' })).toBeVisible();
  await expect(app.program.getByRole('button', { name: 'Deploy', exact: true })).toBeEnabled();
});

test('Wasm with floats is refused with the reason', async ({ app }) => {
  const wasm = await assemble(`(module (import "env" "memory" (memory 1))
    (func (export "init") (local f32) (local.set 0 (f32.add (f32.const 1) (f32.const 2)))) (func (export "handle")))`);
  await app.upload(wasmFile('floats.wasm', wasm));
  await app.program.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(app.program.getByRole('alert').filter({ hasText: 'refuses floats.wasm' })).toContainText(
    'floating-point',
  );
});

test('truncated Wasm is refused with the reason', async ({ app }) => {
  await app.upload(wasmFile('cut.wasm', counterWasm.subarray(0, counterWasm.length >> 1)));
  await app.program.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(app.program.getByRole('alert').filter({ hasText: 'refuses cut.wasm' })).toContainText('not complete');
});

test('an IDL that does not fit is named before anything is sent', async ({ app }) => {
  const wrong = counterIdl
    .replace('Add(amount: u32) -> u32', 'Add(amount: u64) -> String')
    .replace(/@0x[0-9a-f]+/g, '');
  await app.upload(wasmFile('odd.wasm', counterWasm), {
    name: 'odd.idl',
    mimeType: 'text/plain',
    buffer: Buffer.from(wrong),
  });
  await expect(app.program.getByRole('alert').filter({ hasText: 'does not fit' })).toBeVisible();
});

test('an IDL that is none is named, and bytes can still be sent', async ({ app }) => {
  await app.upload(wasmFile('odd.wasm', counterWasm), {
    name: 'odd.idl',
    mimeType: 'text/plain',
    buffer: Buffer.from('constructor { oops'),
  });
  await expect(app.program.getByRole('alert')).toContainText('cannot be read');
  await expect(app.program.getByRole('button', { name: 'Deploy', exact: true })).toBeVisible();
});

test('a payload that does not decode is answered and explained', async ({ app }) => {
  await app.deploy();
  await app.program.getByText('Send bytes').click();
  const form = app.program.locator('.raw-call');
  await form.getByRole('textbox').first().fill('0xdeadbeef');
  await form.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(form.getByTestId('latest-answer')).toContainText(/panicked|failed|not decoded|accepted/i);
});

test('a call to a program without init says what is missing', async ({ app }) => {
  await app.program.getByLabel('Send the constructor at once').uncheck();
  await app.program.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(app.program).toContainText('It has had no init message yet');
  const card = await app.call('Add', '1', 'Injected');
  await expect(card.getByTestId('latest-answer')).toContainText(/refused|waits/);
  await expect(app.newest().getByTestId('reason')).toContainText(/init/i);
});
