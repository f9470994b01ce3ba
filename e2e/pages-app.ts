import { pagesCall } from '../src/executor/fixtures/pages-call.ts';
import { pagesProgram } from '../src/executor/fixtures/pages-program.ts';
import { bytesToHex } from '../src/shared/hex.ts';
import { type App, expect } from './app.ts';

/** The first page that is not of the stack. */
const FIRST = 4;
const PAGES_IN_MEBIBYTE = 64;
/** Pages that one message can fill, and sum up. */
const AT_ONCE = 3072;

/** A program that fills its memory with noise, in the app: it has no interface, so it is sent bytes. */
export class PagesApp {
  readonly #app: App;
  readonly #pages: number;

  constructor(app: App, mebibytes: number) {
    this.#app = app;
    // What the stack takes is not filled.
    this.#pages = mebibytes * PAGES_IN_MEBIBYTE - FIRST;
  }

  async deploy(): Promise<void> {
    const { program } = this.#app;
    const buffer = Buffer.from(await pagesProgram());
    await this.#app.upload({ name: 'pages.wasm', mimeType: 'application/wasm', buffer });
    await program.getByLabel('Executable Balance', { exact: true }).fill('9000');
    await this.#payload(pagesCall.allocate((this.#pages + FIRST) / 4));
    await program.getByRole('button', { name: 'Deploy', exact: true }).click();
    await expect(program.getByRole('heading', { level: 2 })).not.toContainText('Deploy');
  }

  /** Fills all of it. */
  async fill(tell: (pages: number) => void = () => {}): Promise<void> {
    for (const [first, count] of this.#pieces()) {
      await this.send(pagesCall.fill(first, count));
      tell(first + count);
    }
  }

  /** The sums of all of it, as the program answers them. */
  async sums(): Promise<string[]> {
    const sums: string[] = [];
    for (const [first, count] of this.#pieces()) sums.push(await this.send(pagesCall.sum(first, count)));
    return sums;
  }

  /** Sends a message that changes one page, not the same as last time, and gives what its answer took, ms. */
  async change(page: number): Promise<number> {
    const { program } = this.#app;
    await this.send(pagesCall.change(FIRST + page));
    const cost = (await program.locator('.answer__cost').textContent()) ?? '';
    const [, time, unit] = /([\d.]+) (ms|s)$/.exec(cost) ?? [];
    return Number(time) * (unit === 's' ? 1000 : 1);
  }

  /** Sends a message and gives its answer. */
  async send(payload: Uint8Array): Promise<string> {
    const { program } = this.#app;
    // The answer before is not this one's, and has another text: the same message is not sent twice in a row.
    const latest = program.getByTestId('latest-answer');
    const before = (await latest.count()) > 0 ? await latest.textContent() : '';
    await this.#payload(payload);
    await program.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(latest).not.toHaveText(before ?? '', { timeout: 60_000 });
    await expect(latest).toContainText('gas', { timeout: 60_000 });
    return (await latest.locator('.answer__value').textContent()) ?? '';
  }

  #payload(payload: Uint8Array): Promise<void> {
    return this.#app.program.getByRole('textbox', { name: /^Payload/ }).fill(bytesToHex(payload));
  }

  *#pieces(): Iterable<[first: number, count: number]> {
    for (let first = 0; first < this.#pages; first += AT_ONCE) {
      yield [FIRST + first, Math.min(AT_ONCE, this.#pages - first)];
    }
  }
}
