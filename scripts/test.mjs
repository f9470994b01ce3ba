/**
 * `npm test`: the set-up, then every check of scripts/checks.mjs. All of them run, even after a failure; the last line is `N passed, N failed`.
 *
 *     npm test -- --only vitest,parity    these checks
 *     npm test -- --no-setup              on what is already built
 *
 * The whole output of each check is kept in .cache/test/NAME.log.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { checks, removeReports } from './checks.mjs';
import { duration, Progress } from './progress.mjs';
import { reportFailure, setUp } from './setup.mjs';
import { root } from './setup-step.mjs';

/** Lines of a failed check's output that are printed. */
const shownLines = 150;
const logFolder = join(root, '.cache/test');
const total = { passed: 0, failed: 0 };
const failedChecks = [];
const started = Date.now();

try {
  const { only, withSetup } = readArguments(process.argv.slice(2));
  const progress = new Progress();
  if (withSetup) {
    console.log('Set-up');
    await setUp({ tests: true, progress });
  }
  mkdirSync(logFolder, { recursive: true });
  removeReports();
  console.log('Tests');
  const chosen = checks.filter(({ name }) => !only || only.includes(name));
  // The tests often wait, for blocks and browsers; what only computes fills the gaps.
  const lanes = [chosen.filter(({ beside }) => !beside), chosen.filter(({ beside }) => beside)];
  await Promise.all(lanes.map((lane) => performAll(lane, progress)));
  const verdict = failedChecks.length ? `Failed: ${failedChecks.join(', ')}` : 'All is well';
  console.log(`${verdict} (${duration(Date.now() - started)}).`);
} catch (error) {
  reportFailure(error);
  total.failed++;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed ? 1 : 0;

function readArguments(args) {
  const list =
    args.find((_, index) => args[index - 1] === '--only') ?? args.find((arg) => arg.startsWith('--only='))?.slice(7);
  const only = list?.split(',');
  const names = checks.map(({ name }) => name);
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length) throw new Error(`No such check: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  return { only, withSetup: !args.includes('--no-setup') };
}

/** One after the other. */
async function performAll(checks, progress) {
  for (const check of checks) {
    const { passed, failed } = await perform(check, progress);
    total.passed += passed;
    total.failed += failed;
    if (failed) failedChecks.push(check.name);
  }
}

/** @returns {Promise<import('./checks.mjs').Count>} */
async function perform(check, progress) {
  const piece = progress.begin(check.name);
  const file = join(logFolder, `${check.name}.log`);
  const log = createWriteStream(file);
  let output = '';
  let failure;
  for (const command of check.commands()) {
    const shown = [command.command, ...command.args].join(' ').replaceAll(`${root}`, '');
    log.write(`$ ${shown}\n`);
    const end = await capture(check.beside ? withLowPriority(command) : command, (colored) => {
      const text = stripVTControlCharacters(colored);
      log.write(text);
      output += text;
      const line = text
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1)
        ?.trim();
      if (line) piece.log(line);
    });
    if (end) failure = `${shown}: ${end}`;
  }
  log.end();
  const count = check.count?.(output) ?? { passed: 0, failed: 0 };
  if (failure && !count.failed) count.failed = 1;
  const figures = check.count ? `${count.passed} passed, ${count.failed} failed` : '';
  if (!count.failed) {
    piece.done(figures);
    return count;
  }
  piece.fail(figures);
  const lines = output.trimEnd().split('\n');
  const left = lines.length - shownLines;
  progress.line(
    lines
      .slice(-shownLines)
      .map((line) => `      ${line}`)
      .join('\n'),
  );
  progress.line(
    `      ${failure ?? ''}\n      All of it${left > 0 ? ` (${left} lines more)` : ''}: .cache/test/${check.name}.log`,
  );
  return count;
}

/** The tests that run meanwhile must not wait for it. */
function withLowPriority({ command, args, ...rest }) {
  return process.platform === 'win32'
    ? { command, args, ...rest }
    : { command: 'nice', args: ['-n', '19', command, ...args], ...rest };
}

/** Runs a command to its end; gives its output as it comes, and undefined or how it failed. */
function capture({ command, args, cwd, env }, onOutput) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', onOutput);
    child.stderr.setEncoding('utf8').on('data', onOutput);
    child.on('error', (error) => done(`could not start: ${error.message}`));
    child.on('close', (code, signal) =>
      done(code === 0 ? undefined : signal ? `ended by ${signal}` : `exit code ${code}`),
    );
  });
}
