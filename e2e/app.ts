import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** Console errors that a test expects, e.g. of a request that is meant to fail. */
interface Fixtures {
  app: App;
  expectedErrors: RegExp[];
}

/** A test with the app open; it fails when the console shows an error that it did not expect. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's shape
  expectedErrors: async ({}, use) => use([]),
  app: async ({ page, expectedErrors }, use) => {
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    const app = new App(page);
    await app.open();
    await use(app);
    expect(errors.filter((error) => !expectedErrors.some((pattern) => pattern.test(error)))).toEqual([]);
  },
});

export { expect };

/** The app as a person uses it. */
export class App {
  readonly page: Page;
  readonly program: Locator;
  readonly timeline: Locator;

  constructor(page: Page) {
    this.page = page;
    this.program = page.getByRole('region', { name: 'Program', exact: true });
    this.timeline = page.getByRole('list', { name: 'Messages, newest first' });
  }

  /** Ready: the template is open and its program can be deployed (or was, before a reload). */
  async open(): Promise<void> {
    await this.page.goto('./');
    await expect(this.program.getByRole('button', { name: /^(Deploy|Send|Top up)$/ }).first()).toBeEnabled();
  }

  /** As a new project. The first word of a template's title is its program's name. */
  async openTemplate(title: string): Promise<void> {
    const [name = title] = title.toLowerCase().split(' ');
    const { page, program } = this;
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('button', { name: title }).click();
    // The template that was open before has such a heading too.
    await expect(program.getByRole('heading', { name: `Deploy ${name}`, exact: true })).toBeVisible();
  }

  async deploy({ wvara = '10' }: { wvara?: string } = {}): Promise<void> {
    await this.program.getByLabel('Executable Balance', { exact: true }).fill(wvara);
    await this.program.getByRole('button', { name: 'Deploy', exact: true }).click();
    await expect(this.program.getByRole('heading', { level: 2 })).not.toContainText('Deploy');
  }

  /** The card of a method, open. */
  async method(name: string): Promise<Locator> {
    const header = this.page.locator('.method__header', { hasText: new RegExp(`^(\\w+\\.)?${name}\\(`) });
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    return this.program.locator('.method', { has: header });
  }

  /** Calls a method of one argument and gives its card. */
  async call(name: string, argument: string, route?: 'Injected' | 'Through Ethereum'): Promise<Locator> {
    const card = await this.method(name);
    await card.locator('input[type=text], input:not([type])').first().fill(argument);
    if (route) await card.getByRole('radio', { name: route }).check();
    await card.getByRole('button', { name: 'Send', exact: true }).click();
    return card;
  }

  /** The newest row of the timeline. */
  newest(): Locator {
    return this.timeline
      .getByRole('listitem')
      .filter({ has: this.page.locator('.timeline-row') })
      .first();
  }

  async upload(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await this.page.getByLabel('Upload files').setInputFiles(files);
    // Until it has been read, the program before it is the one to deploy.
    const wasm = files.find(({ name }) => name.endsWith('.wasm'))?.name.slice(0, -'.wasm'.length);
    if (wasm) await expect(this.program.getByRole('heading', { name: `Deploy ${wasm}` })).toBeVisible();
  }

  /** Deploys the templates ping and pong, has ping ask pong, and waits for the answer. */
  async askPong(): Promise<void> {
    await this.openTemplate('Pong (answers ping)');
    await this.deploy();
    const pong = await this.program.getByRole('button', { name: /^Program id/ }).getAttribute('title');
    await this.openTemplate('Ping (asks pong)');
    await this.program.getByRole('textbox', { name: /^partner/ }).fill(/0x[0-9a-f]{40}/.exec(pong ?? '')?.[0] ?? '');
    await this.deploy();
    const card = await this.method('Ping');
    await card.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(card.getByTestId('latest-answer')).toContainText('"PONG"');
  }

  /** Waits for the build's end, which is to be as `outcome` says. */
  async built(outcome: RegExp): Promise<void> {
    const end = this.page.getByText(/^(Built in|Build failed|Build not done)/);
    await expect(end).toBeVisible({ timeout: 170_000 });
    await expect(end).toHaveText(outcome);
  }

  /** Puts text at the place of `search` in the open file, as typing would. */
  async edit(search: string, replacement: string): Promise<void> {
    const editor = this.page.getByTestId('code-editor');
    await editor.locator('.view-lines').click();
    await this.page.keyboard.press('ControlOrMeta+f');
    await this.page.keyboard.insertText(search);
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.insertText(replacement);
  }
}

/** Of an amount as shown, e.g. `9.9049 WVARA`; its title holds all digits. */
export async function amountOf(locator: Locator): Promise<number> {
  const title = await locator.locator('[title$="WVARA"], [title$="ETH"]').first().getAttribute('title');
  return Number(title?.replace(/[^\d.−-]/g, '').replace('−', '-'));
}
