/**
 * The parity test: the native reference and the wasm engine must give the same output.
 *
 *     npm run parity                          every scenario of engine/scenarios/
 *     npm run parity -- FILE…                 these scenarios
 *     npm run parity -- --cases N --seed S    N generated cases; `--first N` begins later in the same row
 *
 * `--workers 1,2,4` says how many workers the engine has under Node, `--browser` adds Chromium, `--keep FOLDER` is where a case that differs is
 * kept, shrunk. docs/fidelity.md says what is compared.
 */
import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './node-path.mjs';
import { checkCases } from './parity/check-cases.ts';
import { difference } from './parity/compare.ts';
import { nodeRunner, referenceRunner } from './parity/runners.ts';
import { wholeNumber } from './parity/whole-number.ts';

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cases: { type: 'string' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      workers: { type: 'string' },
      browser: { type: 'boolean', default: false },
      keep: { type: 'string', default: '.cache/parity' },
    },
  });
  const isGenerated = values.cases !== undefined;
  const workers = (values.workers ?? (isGenerated ? '1,2,4' : '1,3')).split(',').map(wholeNumber);
  const others = workers.map(nodeRunner);
  let page;
  try {
    if (values.browser) {
      const { chromiumRunner, serveParityPage } = await import('./parity/chromium-runner.ts');
      page = await serveParityPage();
      for (const count of workers) others.push(await chromiumRunner(count, page.url));
    }
    const result = isGenerated
      ? await checkCases({
          cases: wholeNumber(values.cases),
          seed: wholeNumber(values.seed),
          first: wholeNumber(values.first),
          reference: referenceRunner(),
          others,
          keepIn: resolve(root, values.keep),
          log: console.log,
        })
      : await checkFiles(positionals.length ? positionals : corpus(), referenceRunner(), others);
    const { passed, failed, beyond } = result;
    if (beyond) console.log(`${beyond} were beyond comparison: the reference itself panicked, where a node would`);
    console.log(`Parity: ${passed} passed, ${failed} failed`);
    return failed || !passed ? 1 : 0;
  } finally {
    for (const runner of others) await runner.close?.();
    await page?.close();
  }
}

/** Each file is compared as often as there are runners beside the reference. */
async function checkFiles(files, reference, others) {
  const result = { passed: 0, failed: 0, beyond: 0 };
  const expected = await reference.run(files);
  for (const runner of others) {
    const actual = await runner.run(files);
    files.forEach((file, index) => {
      const problem = difference(expected[index], actual[index]);
      result[problem ? 'failed' : 'passed']++;
      console.log(`${problem ? '✗' : '✓'} ${basename(file)} in ${runner.name}${problem ? `\n    ${problem}` : ''}`);
    });
  }
  return result;
}

function corpus() {
  const folder = join(root, 'engine/scenarios');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(folder, name));
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
