import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../setup-step.mjs';

/**
 * Whether node_modules holds what package-lock.json says. npm writes what it installed to node_modules/.package-lock.json as its last act,
 * so an interrupted installation does not count.
 */
function packagesAreInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional ones are binaries, mostly for other platforms.
    return found ? found.version === entry.version : Boolean(entry.optional);
  });
}

export default {
  name: 'packages',
  inputs: [],
  outputs: [],
  isDone: packagesAreInstalled,
  run: installPackages,
};

/** Installs exactly what package-lock.json says. */
async function installPackages(log) {
  log('npm ci');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const hint = 'Check the connection to the npm registry and run the command again.';
  if (npm && /\.c?js$/.test(npm)) await run(log, process.execPath, [npm, ...args], { hint });
  else await run(log, process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { hint });
}
