import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, SetupError, which } from '../setup-step.mjs';
import { installSystemPackages } from '../system-packages.mjs';

const targets = ['wasm32-unknown-unknown', 'wasm32v1-none'];
const components = { 'cargo-fmt': 'rustfmt', 'cargo-clippy': 'clippy' };
const oldest = [1, 93];

export default {
  name: 'rust',
  inputs: [],
  outputs: [],
  async run(log) {
    if (process.platform === 'linux' && !which('cc'))
      await installSystemPackages(log, ['build-essential'], 'a C linker');
    if (!which('cargo') || !which('rustc')) {
      throw new SetupError(
        [
          'Rust is not installed. Install it with',
          `  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y ${targets.map((target) => `--target ${target}`).join(' ')}`,
          '(Windows: https://rustup.rs) and run the command again.',
        ].join('\n'),
      );
    }
    let version = await rustVersion(log);
    if (isOlder(version) && which('rustup')) {
      await run(log, 'rustup', ['toolchain', 'install', 'stable'], { hint: updateHint });
      version = await rustVersion(log);
    }
    if (isOlder(version)) {
      throw new SetupError(`Rust ${oldest.join('.')} or newer is needed; this one is ${version}. ${updateHint}`);
    }
    const sysroot = (await run(log, 'rustc', ['--print', 'sysroot'])).trim();
    const missingTargets = targets.filter((target) => !existsSync(join(sysroot, 'lib/rustlib', target, 'lib')));
    if (missingTargets.length) await addWithRustup(log, ['target', 'add', ...missingTargets]);
    const missing = Object.keys(components).filter(
      (program) => !existsSync(join(sysroot, 'bin', program)) && !which(program),
    );
    if (missing.length)
      await addWithRustup(log, ['component', 'add', ...missing.map((program) => components[program])]);
    return version;
  },
};

const updateHint = 'Run: rustup update stable && rustup default stable';

async function rustVersion(log) {
  const text = await run(log, 'rustc', ['--version'], { hint: 'Run: rustup default stable' });
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? '0.0.0';
}

function isOlder(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}

async function addWithRustup(log, args) {
  if (!which('rustup')) {
    throw new SetupError(
      `This Rust lacks ${args.slice(2).join(' and ')}, and there is no rustup to add it.\nInstall rustup from https://rustup.rs and run: rustup ${args.join(' ')}`,
    );
  }
  await run(log, 'rustup', args, { hint: `Check the connection and run: rustup ${args.join(' ')}` });
}
