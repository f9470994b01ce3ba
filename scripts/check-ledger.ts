/**
 * `npm run check:ledger -- --cases N --seed S`: runs generated cases on a local network and audits its books after every block: Σ top-ups =
 * Σ Executable Balances + Σ earnings, and the same of all wei, to the unit. `--first N` begins later in the same row.
 */
import 'fake-indexeddb/auto';
import { parseArgs } from 'node:util';
import { builtEngine } from '../src/executor/built-engine.ts';
import { Executor } from '../src/executor/executor.ts';
import { ExecutorPool } from '../src/executor/executor-pool.ts';
import { checkSession } from './ledger/check-session.ts';
import { readBuiltPrograms } from './parity/built-programs.ts';
import { wholeNumber } from './parity/whole-number.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
});
const [cases, seed, first] = [values.cases, values.seed, values.first].map(wholeNumber) as [number, number, number];
const module = await builtEngine();
const built = await readBuiltPrograms();
const pool = new ExecutorPool({ size: 2, start: (index) => new Executor(index, module) });
let failed = 0;
let blocks = 0;
try {
  for (let index = first; index < first + cases; index++) {
    const outcome = await checkSession({ seed, index, built }, { module, pool });
    blocks += outcome.blocks;
    if (outcome.faults.length === 0) continue;
    failed++;
    console.log([`✗ --seed ${seed} --first ${index} --cases 1`, ...outcome.faults].join('\n    '));
  }
  console.log(`The books were audited after ${blocks} blocks`);
  console.log(`Ledger: ${cases - failed} passed, ${failed} failed`);
  process.exitCode = failed || !cases ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 2;
} finally {
  pool.terminate();
}
