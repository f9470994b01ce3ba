import { execFileSync } from 'node:child_process';
import { nodePath, run, which } from '../setup-step.mjs';

const folder = '.cache/build-service';
const tool = `${folder}/gear-exe-toolchain${process.platform === 'win32' ? '.exe' : ''}`;

/** What contracts are built with: the offline crates, the tool, and dependencies compiled beforehand. */
export default {
  name: 'toolchain',
  inputs: [
    ...['Cargo.toml', 'Cargo.lock', 'crates', 'stubs', 'toolchain', 'warm-up'].map((path) => `server/compile/${path}`),
    ...['prepare.ts', 'bubblewrap.ts', 'no-sandbox.ts', 'installation.ts', 'wasm-opt.mjs'].map(
      (path) => `server/compile/${path}`,
    ),
  ],
  outputs: [tool, `${folder}/vendor`, `${folder}/warm`],
  // Compiled dependencies serve only at the paths at which they were compiled, in the sandbox or without it.
  fingerprint: () =>
    `${execFileSync('rustc', ['--version', '--verbose'], { encoding: 'utf8' })} ${which('bwrap') ?? 'no sandbox'}`,
  async run(log) {
    await run(log, nodePath(), ['server/compile/prepare.ts']);
  },
};
