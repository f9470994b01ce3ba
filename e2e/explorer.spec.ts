import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { ScenarioOutput } from '../src/executor/run-scenario.ts';
import { type App, expect, test } from './app.ts';

/** The first word of a template's title is its program's name. */
async function openTemplate({ page, program }: App, title: string): Promise<void> {
  const [name = title] = title.toLowerCase().split(' ');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('button', { name: title }).click();
  await expect(program.getByRole('heading', { name: `Deploy ${name}`, exact: true })).toBeVisible();
}

/** What a replay of the downloaded scenario says. */
async function replay(zip: Uint8Array): Promise<ScenarioOutput> {
  const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  const [file] = Object.keys(unzipSync(zip)).filter((name) => name.endsWith('.json'));
  const command = ['scripts/node.mjs', 'src/executor/scenario-cli.ts', join(folder, file ?? ''), '--workers', '1'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as ScenarioOutput;
}

test('a planted race is found, and the schedule that shows it can be replayed', async ({ app, page }) => {
  await openTemplate(app, 'Pong (answers ping)');
  await app.deploy();
  const pong = await app.program.getByRole('button', { name: /^Program id/ }).getAttribute('title');
  await openTemplate(app, 'Seat (sold twice: a planted race)');
  await app.program.getByRole('textbox', { name: /^doorman/ }).fill(/0x[0-9a-f]{40}/.exec(pong ?? '')?.[0] ?? '');
  await app.deploy();
  await expect(app.program.locator('.status-pill')).toHaveText('active');

  await app.program.getByRole('button', { name: 'Explore schedules' }).click();
  const setup = page.getByRole('region', { name: 'Messages to explore' });
  await setup.getByRole('combobox', { name: 'Call' }).selectOption('Seat.Buy');
  await setup.getByRole('button', { name: 'Add', exact: true }).click();
  await setup.getByRole('combobox', { name: 'From' }).selectOption('Sender 2 (made up)');
  await setup.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(setup.getByRole('list', { name: 'Messages in flight' }).getByRole('listitem')).toHaveCount(2);
  await setup.getByRole('button', { name: 'Explore', exact: true }).click();

  // Either buyer may be first; met in one block they both win, a block apart the second is refused.
  await expect(page.getByText('4 outcomes: the order matters.')).toBeVisible();
  const rows = page.getByRole('table', { name: 'Outcomes' }).getByRole('row').filter({ hasText: '1 of 4' });
  await expect(rows).toHaveCount(4);
  const bothWin = rows.filter({ hasText: 'seat Sold2' });
  await expect(bothWin).toHaveCount(2);
  await expect(rows.filter({ hasText: 'seat Sold1' }).filter({ hasText: 'The program panicked' })).toHaveCount(2);

  const downloading = page.waitForEvent('download');
  await bothWin.first().getByRole('button', { name: 'Save as scenario' }).click();
  const { blocks } = await replay(await readFile(await (await downloading).path()));
  const replies = blocks.at(-2)?.transitions.flatMap(({ messages }) => messages) ?? [];
  expect(replies.map(({ reply, payload }) => [reply?.codeText, payload.slice(-8)])).toEqual([
    ['Success(Manual)', '01000000'],
    ['Success(Manual)', '02000000'],
  ]);
});
