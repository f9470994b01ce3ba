/** What `npm test` runs after the set-up, in order. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clippyAsCompiler } from './clippy-as-compiler.mjs';
import { cargoTargetDir, nodePath, root } from './setup-step.mjs';

/**
 * @typedef {object} Check It fails when one of its commands does.
 * @property {string} name
 * @property {() => Command[]} commands
 * @property {boolean} [beside] it is done beside the others, with low priority: nothing else may use what it builds
 * @property {(output: string) => Count} [count] how many tests passed and failed; a check without it counts only when it fails
 */
/** @typedef {{command: string, args: string[], cwd: string, env: Record<string, string>}} Command */
/** @typedef {{passed: number, failed: number}} Count */

const wasm = ['--target', 'wasm32-unknown-unknown'];

/**
 * Cargo workspaces with the arguments of each run of clippy and `cargo test`, in the profile that the set-up builds in, so that as little
 * as possible is compiled twice. `lint: 'build'`: see {@link clippyAsCompiler}.
 */
const workspaces = [
  // A library for wasm alone, as which it is not linked: that takes more than a minute.
  {
    folder: 'engine',
    lint: 'build',
    clippy: [['rustc', '--release', '--package', 'gear-exe-engine', '--lib', '--crate-type', 'rlib', ...wasm]],
    test: [],
  },
  { folder: 'engine/idl', lint: 'build', clippy: [['build', '--release', '--all-targets']], test: [['--release']] },
  // The driver is a member of engine/, whose sandbox has no native side: its tests run from here.
  {
    folder: 'engine/reference',
    lint: 'build',
    clippy: [['build', '--release', '--all-targets']],
    test: [['--release'], ['--release', '-p', 'gear-exe-driver']],
  },
  // Clippy and its tests are run by server/compile/toolchain.test.ts.
  { folder: 'server/compile', clippy: [], test: [] },
  { folder: 'bench/workloads', clippy: [['--release', '--target', 'wasm32v1-none']], test: [] },
  { folder: 'programs', clippy: [['--release', '--workspace', '--lib', '--target', 'wasm32v1-none']], test: [] },
].filter(({ folder }) => existsSync(join(root, folder, 'Cargo.toml')));

const reports = {
  vitest: join(root, '.cache/test/vitest.json'),
  playwright: join(root, '.cache/test/playwright.json'),
  parity: join(root, '.cache/test/parity.json'),
};

/** @type {Check[]} */
export const checks = [
  {
    name: 'lint',
    commands: () => [node(['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'])],
  },
  {
    name: 'types',
    commands: () =>
      [[], ['-p', 'tsconfig.core.json']].map((args) => node(['node_modules/typescript/bin/tsc', '--noEmit', ...args])),
  },
  { name: 'imports', commands: () => [node(['scripts/import-rules.mjs'])] },
  { name: 'fmt', commands: () => workspaces.map(({ folder }) => cargo(folder, ['fmt', '--all', '--check'])) },
  {
    name: 'clippy',
    beside: true,
    commands: () =>
      workspaces.flatMap(({ folder, clippy, lint }) =>
        clippy.map((args) =>
          lint === 'build'
            ? clippyBuild(folder, args)
            : cargo(folder, ['clippy', '--locked', ...args, '--', '-D', 'warnings']),
        ),
      ),
  },
  {
    name: 'cargo',
    beside: true,
    commands: () =>
      workspaces.flatMap(({ folder, test }) =>
        test.map((args) => cargo(folder, ['test', '--locked', '--no-fail-fast', ...args])),
      ),
    count: countCargoTests,
  },
  {
    name: 'vitest',
    commands: () => [
      node([
        'node_modules/vitest/vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reports.vitest}`,
      ]),
    ],
    count: () => {
      const report = readReport(reports.vitest);
      return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
    },
  },
  {
    name: 'parity',
    commands: () =>
      [
        ['scripts/parity.mjs'],
        ['scripts/parity.mjs', '--cases', '200', '--seed', '1', '--workers', '1,3'],
        ['scripts/fuzz-codes.ts', '--cases', '300', '--seed', '1'],
        ['scripts/drill-workers.ts', '--kills', '20', '--seed', '1'],
      ].map((args) => node(args)),
    count: countParity,
  },
  {
    name: 'e2e',
    commands: () => [playwright([], reports.playwright)],
    count: () => countPlaywright(reports.playwright),
  },
  {
    name: 'browser-parity',
    beside: true,
    commands: () => [playwright(['--config', 'e2e/parity/playwright.config.ts'], reports.parity)],
    count: () => countPlaywright(reports.parity),
  },
];

/** A report of an earlier run must not be taken for this one's. */
export function removeReports() {
  for (const report of Object.values(reports)) rmSync(report, { force: true });
}

/** Sums up `test result: ok. 3 passed; 0 failed; …` of every test binary. */
export function countCargoTests(output) {
  const count = { passed: 0, failed: 0 };
  for (const [, passed, failed] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)) {
    count.passed += Number(passed);
    count.failed += Number(failed);
  }
  return count;
}

/** Sums up the last lines of the parity test, the fuzz of codes and the drill of workers. */
export function countParity(output) {
  const count = { passed: 0, failed: 0 };
  for (const [, passed, failed] of output.matchAll(/^(?:Parity|Codes|Drill): (\d+) passed, (\d+) failed$/gm)) {
    count.passed += Number(passed);
    count.failed += Number(failed);
  }
  return count;
}

function playwright(args, report) {
  return node(['node_modules/@playwright/test/cli.js', 'test', ...args], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
}

function countPlaywright(path) {
  const stats = readReport(path)?.stats;
  return { passed: stats?.expected ?? 0, failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) };
}

function node(args, env = {}) {
  return { command: nodePath(), args, cwd: root, env };
}

/** Clippy on a workspace whose dependencies take minutes. */
function clippyBuild(folder, [command, ...args]) {
  return cargo(folder, [command, '--locked', ...args], clippyAsCompiler);
}

function cargo(folder, args, extra = {}) {
  const env = { CARGO_TARGET_DIR: cargoTargetDir(folder), CARGO_TERM_COLOR: 'never', ...extra };
  return { command: 'cargo', args, cwd: join(root, folder), env };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
