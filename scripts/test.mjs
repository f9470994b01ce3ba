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
  for (const check of checks) {
    if (only && !only.includes(check.name)) continue;
    const { passed, failed } = await perform(check, progress);
    total.passed += passed;
    total.failed += failed;
    if (failed) failedChecks.push(check.name);
  }
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

/** @returns {Promise<import('./checks.mjs').Count>} */
async function perform(check, progress) {
  progress.begin(check.name);
  const file = join(logFolder, `${check.name}.log`);
  const log = createWriteStream(file);
  let output = '';
  let failure;
  for (const command of check.commands()) {
    const shown = [command.command, ...command.args].join(' ').replaceAll(`${root}`, '');
    log.write(`$ ${shown}\n`);
    const end = await capture(command, (colored) => {
      const text = stripVTControlCharacters(colored);
      log.write(text);
      output += text;
      const line = text
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1)
        ?.trim();
      if (line) progress.log(line);
    });
    if (end) failure = `${shown}: ${end}`;
  }
  log.end();
  const count = check.count?.(output) ?? { passed: 0, failed: 0 };
  if (failure && !count.failed) count.failed = 1;
  const figures = check.count ? `${count.passed} passed, ${count.failed} failed` : '';
  if (!count.failed) {
    progress.done(figures);
    return count;
  }
  progress.fail(figures);
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
