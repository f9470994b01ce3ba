import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { nodePath, root, run } from '../setup-step.mjs';

/** The production build of the app. What earlier steps put into public/ is part of it. */
export default {
  name: 'app',
  inputs: ['src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'],
  outputs: ['dist/index.html'],
  async run(log) {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    await run(log, nodePath(), ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
    log('compressing');
    await Promise.all(listCompressible(join(root, 'dist')).map(compress));
  },
};

/** Below this a response fits into one packet anyway. */
const smallest = 1024;

function listCompressible(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(html|js|css|json|svg|wasm|idl|txt)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** The Solidity compiler is compressed inside and base64: there is nothing to find in it, and looking for it takes 15 s. */
const hopeless = 8 * 1024 * 1024;

/** The server sends FILE.br or FILE.gz to browsers that take it, so it never compresses itself. */
async function compress(path) {
  const bytes = readFileSync(path);
  if (bytes.length < smallest) return;
  const quality = bytes.length < hopeless ? 9 : 5;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  writeFileSync(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
