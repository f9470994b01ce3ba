/**
 * Set-up: everything between a fresh clone and a working playground. Run by `npm start` and `npm test`, or by hand:
 *
 *     npm run setup                  what the app needs
 *     npm run setup -- --tests       and what the tests need
 *     npm run setup -- engine idl    only these steps
 *     npm run setup -- --force       also what is up to date
 *
 * The steps are the modules of scripts/steps/, in the order that {@link steps} below tell. A step is the module's default export, a `Step` as
 * scripts/setup-step.mjs describes it:
 *
 *     import { cargo, place } from '../setup-step.mjs';
 *     export default {
 *       name: 'engine',
 *       inputs: ['engine/Cargo.toml', 'engine/Cargo.lock', 'engine/core', 'engine/sandbox'],
 *       outputs: ['public/engine/engine.wasm'],
 *       async run(log) {
 *         const target = await cargo(log, 'engine', ['build', '--release', '--locked', '--target', 'wasm32-unknown-unknown', '-p', 'core']);
 *         place(`${target}/wasm32-unknown-unknown/release/core.wasm`, 'public/engine/engine.wasm');
 *       },
 *     };
 *
 * It runs when the hash of its inputs, of its own file or its fingerprint differ from those of its last success, which .cache/setup/
 * remembers, or when an output is missing. A step without inputs and outputs is a check and runs every time, so it must be quick. A string
 * that a step returns is shown beside its time; `{ warning }` is shown as one. A step that throws ends the set-up; what it made so far is kept, and the next run resumes there.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bringUpToDate } from './bring-up-to-date.mjs';
import { inOrder } from './in-order.mjs';
import { duration, Progress } from './progress.mjs';
import { acquireLock } from './setup-lock.mjs';
import { root, SetupError, which } from './setup-step.mjs';

/**
 * `after`: the steps whose outputs it uses; `tests`: only the tests need it. What can be done at the same time is, two steps at once, for
 * compilers and package managers leave the cores idle now and then. Of those that can begin, the first does.
 */
export const steps = [
  { file: 'packages' },
  { file: 'rust' },
  // System packages are installed by one step at a time.
  { file: 'bubblewrap', after: ['rust'] },
  { file: 'engine', after: ['rust'] },
  { file: 'toolchain', after: ['packages', 'rust', 'bubblewrap'] },
  { file: 'programs', after: ['toolchain'] },
  { file: 'contracts', after: ['packages'] },
  { file: 'idl', after: ['rust'] },
  { file: 'app', after: ['packages', 'engine', 'idl', 'programs', 'contracts'] },
  { file: 'chromium', after: ['bubblewrap'], tests: true },
  { file: 'scenarios', after: ['packages'], tests: true },
  { file: 'reference', after: ['rust'], tests: true },
];

const stampFolder = join(root, '.cache/setup');

/**
 * @param {object} [options]
 * @param {boolean} [options.tests] also what only tests need
 * @param {string[]} [options.only] names of step files; all when absent. Packages are always installed.
 * @param {string[]} [options.without] names of step files to leave out
 * @param {boolean} [options.force] also what is up to date
 * @param {Progress} [options.progress]
 */
export async function setUp({ tests = false, only, without = [], force = false, progress = new Progress() } = {}) {
  const started = Date.now();
  const unknown = only?.filter((name) => !steps.some(({ file }) => file === name)) ?? [];
  if (unknown.length) {
    throw new SetupError(
      `No such step: ${unknown.join(', ')}. There are: ${steps.map(({ file }) => file).join(', ')}.`,
    );
  }
  const release = await acquireLock(stampFolder, progress);
  try {
    addCargoToPath();
    const isChosen = ({ file, tests: forTests }) =>
      only ? file === 'packages' || only.includes(file) : (tests || !forTests) && !without.includes(file);
    await inOrder(steps.filter(isChosen), async ({ file }) => {
      const path = `scripts/steps/${file}.mjs`;
      const { default: step } = await import(pathToFileURL(join(root, path)).href);
      await bringUpToDate(path, step, { stamp: join(stampFolder, `${file}.json`), force, progress });
    });
  } finally {
    release();
  }
  return { seconds: (Date.now() - started) / 1000 };
}

/** rustup's folder is in PATH only after a new login. */
function addCargoToPath() {
  const bin = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin');
  if (!which('cargo') && existsSync(bin)) process.env.PATH = `${process.env.PATH}${delimiter}${bin}`;
}

/** Prints a failure of the set-up for a person and returns the exit code. */
export function reportFailure(error) {
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  return 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const only = args.filter((arg) => !arg.startsWith('-'));
  try {
    const { seconds } = await setUp({
      tests: args.includes('--tests'),
      force: args.includes('--force'),
      ...(only.length && { only }),
    });
    console.log(`Set-up is complete (${duration(seconds * 1000)}).`);
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}
