/**
 * The parity test: every scenario of engine/scenarios/ must give the same output in the native reference and in the wasm engine under Node,
 * with one worker and with three. `node scripts/node.mjs scripts/parity.mjs [FILE…]`. Chromium's share is an end-to-end test.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { firstDifference } from './canonical-json.mjs';
import { nodePath, root } from './node-path.mjs';

const workers = [1, 3];
const reference = join(root, 'engine/reference/target/release/gear-exe-reference');
const scenarioCli = join(root, 'src/executor/scenario-cli.ts');

async function main(files) {
  if (!existsSync(reference)) {
    console.error('The native reference is not built. Run: npm run setup -- reference scenarios');
    return 2;
  }
  const expected = await outputs(reference, [], files);
  let passed = 0;
  let failed = 0;
  for (const count of workers) {
    const actual = await outputs(nodePath(), [scenarioCli, '--workers', String(count)], files);
    files.forEach((file, index) => {
      const problem = compare(expected[index], actual[index]);
      const name = `${basename(file)} with ${count} ${count === 1 ? 'worker' : 'workers'}`;
      if (problem) {
        failed++;
        console.log(`✗ ${name}\n    ${problem}`);
      } else {
        passed++;
        console.log(`✓ ${name}`);
      }
    });
  }
  console.log(`Parity: ${passed} passed, ${failed} failed`);
  return failed || !passed ? 1 : 0;
}

/**
 * What a runner prints for each file: `{text}` or `{error}`. All files go through one process; when that fails, each through its own, so that
 * one bad scenario does not hide the others.
 */
async function outputs(command, args, files) {
  const { code, stdout, stderr } = await execute(command, [...args, ...files]);
  const lines = stdout.split('\n').filter(Boolean);
  if (code === 0 && lines.length === files.length) return lines.map((text) => ({ text }));
  if (files.length === 1) {
    const error = `${basename(command)} gave ${lines.length} lines and exit code ${code}: ${stderr.trim().slice(-600)}`;
    return [{ error }];
  }
  const each = [];
  for (const file of files) each.push(...(await outputs(command, args, [file])));
  return each;
}

function execute(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', (error) => done({ code: -1, stdout, stderr: error.message }));
    child.on('close', (code, signal) => done({ code: code ?? signal, stdout, stderr }));
  });
}

function compare(expected, actual) {
  if (expected.error) return `reference: ${expected.error}`;
  if (actual.error) return actual.error;
  try {
    return firstDifference(expected.text, actual.text);
  } catch (error) {
    return `not JSON: ${error.message}`;
  }
}

const given = process.argv.slice(2);
const folder = join(root, 'engine/scenarios');
const files = given.length
  ? given
  : readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(folder, name));
process.exitCode = await main(files);
