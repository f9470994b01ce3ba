/**
 * `npm run fuzz:codes -- --cases N --seed S`: N damaged or changed Wasm modules must be accepted or refused by the engine exactly as by the native
 * reference, and run alike where they are accepted. `--first N` begins later in the same row, `--workers 1,2` says how many workers the engine
 * has, `--keep FOLDER` where a mutant that differs is kept.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './node-path.mjs';
import { checkCodes } from './parity/check-codes.ts';
import { nodeRunner, referenceRunner } from './parity/runners.ts';
import { wholeNumber } from './parity/whole-number.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    workers: { type: 'string', default: '1' },
    keep: { type: 'string', default: '.cache/parity' },
  },
});
try {
  const { passed, failed, beyond } = await checkCodes({
    cases: wholeNumber(values.cases),
    seed: wholeNumber(values.seed),
    first: wholeNumber(values.first),
    reference: referenceRunner(),
    others: values.workers.split(',').map((count) => nodeRunner(wholeNumber(count))),
    keepIn: resolve(root, values.keep),
    log: console.log,
  });
  if (beyond) console.log(`${beyond} were beyond comparison: the reference itself panicked, where a node would`);
  console.log(`Codes: ${passed} passed, ${failed} failed`);
  process.exitCode = failed || !passed ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
