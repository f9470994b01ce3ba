import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../src/shared/app-error.ts';

/** The parts that builds are made with: what the set-up step `toolchain` lays out, and Rust as it is installed. Paths on the host. */
export interface Installation {
  /** Everything that set-up makes and the service keeps. */
  folder: string;
  vendor: string;
  warm: string;
  /** The tool that builds inside the sandbox (toolchain/). */
  tool: string;
  node: string;
  wasmOpt: string;
  binaryen: string;
  /** Rust's own folder, with bin/ and lib/. */
  rust: string;
}

const sources = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** @throws AppError `RUST_MISSING` */
export function findInstallation(folder = join(root, '.cache/build-service')): Installation {
  return {
    folder,
    vendor: join(folder, 'vendor'),
    warm: join(folder, 'warm'),
    tool: join(folder, `gear-exe-toolchain${process.platform === 'win32' ? '.exe' : ''}`),
    node: realpathSync(process.execPath),
    wasmOpt: join(sources, 'wasm-opt.mjs'),
    binaryen: realpathSync(join(root, 'node_modules/binaryen')),
    rust: realpathSync(rustc('--print', 'sysroot')),
  };
}

/** Whether set-up laid out all parts. */
export function isComplete({ vendor, warm, tool }: Installation): boolean {
  return [vendor, warm, tool].every(existsSync);
}

/** What the toolchain is called for people, e.g. `Rust 1.95.0, sails-rs 2.0.0`. */
export function toolchainName(): string {
  const version = /\d+\.\d+\.\d+\S*/.exec(rustVersion())?.[0] ?? 'of unknown version';
  const sails = /name = "sails-rs"\nversion = "([^"]+)"/.exec(readFileSync(join(sources, 'Cargo.lock'), 'utf8'))?.[1];
  return `Rust ${version}, sails-rs ${sails}`;
}

/** Changes whenever a build of the same source could come out differently. */
export function toolchainFingerprint({ tool, wasmOpt, binaryen }: Installation): string {
  const hash = createHash('sha256').update(rustVersion());
  for (const file of [tool, wasmOpt, join(binaryen, 'package.json'), join(sources, 'Cargo.lock')]) {
    hash.update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Everything that `rustc` says about its version. */
export function rustVersion(): string {
  return rustc('--version', '--verbose');
}

function rustc(...args: string[]): string {
  try {
    return execFileSync('rustc', args, { encoding: 'utf8' }).trim();
  } catch (cause) {
    throw new AppError({
      code: 'RUST_MISSING',
      shortMessage: 'Rust is not installed, so nothing can be built',
      hint: 'Install it from https://rustup.rs and start again.',
      cause,
    });
  }
}
