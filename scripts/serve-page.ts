import { join } from 'node:path';
import { build, preview } from 'vite';
import { root } from './node-path.mjs';

/**
 * A page beside the app, built and served with the app's public files.
 * @param folder of its index.html
 * @param outDir what is built goes there
 * @returns its address, and how to end the server
 */
export async function servePage(folder: string, outDir: string): Promise<{ url: string; close(): Promise<void> }> {
  const options = {
    configFile: false,
    root: folder,
    publicDir: join(root, 'public'),
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023' },
    preview: { port: 0, host: '127.0.0.1' },
  } as const;
  await build(options);
  const server = await preview(options);
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}
