import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../scripts/chromium-path.mjs';
import { root } from '../../scripts/node-path.mjs';
import { createServer } from '../../server/create-server.ts';

/** A page of Chromium on a server of its own; the app is not open in it yet. */
export async function openPage(): Promise<{ page: Page; close(): Promise<void> }> {
  const server = await createServer({ dist: `${root}/dist`, host: '127.0.0.1' });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  const browser = await launchChromium();
  const context = await browser.newContext({ baseURL: address, viewport: { width: 1440, height: 900 } });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { page: await context.newPage(), close };
}

export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  // There may be no GPU: then Chromium's own drawing costs less than a GPU played by the processor.
  const args = ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ ...(executablePath && { executablePath }), args });
}
