import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../scripts/chromium-path.mjs';
import { root } from '../../scripts/node-path.mjs';
import { createServer } from '../../server/create-server.ts';

/** A page of Chromium on a server of its own; the app is not open in it yet. */
export async function openPage(): Promise<{ page: Page; close(): Promise<void> }> {
  const server = await createServer({ dist: `${root}/dist`, host: '127.0.0.1' });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  const { context, close } = await launchChromium(address);
  return {
    page: await context.newPage(),
    async close() {
      await close();
      await server.close();
    },
  };
}

/** Chromium with a profile of its own on disk: without one, all storage would lie in memory. */
export async function launchChromium(baseURL: string): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'gear-exe-bench-'));
  const executablePath = chromiumPath();
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath && { executablePath }),
    // There may be no GPU: then Chromium's own drawing costs less than a GPU played by the processor.
    args: ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-background-networking'],
    baseURL,
    viewport: { width: 1440, height: 900 },
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true });
    },
  };
}
