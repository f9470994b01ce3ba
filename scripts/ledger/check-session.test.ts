import 'fake-indexeddb/auto';
import { afterAll, expect, test } from 'vitest';
import { Executor } from '../../src/executor/executor.ts';
import { ExecutorPool } from '../../src/executor/executor-pool.ts';
import { engineModule } from '../../src/executor/fixtures/engine-module.ts';
import { readBuiltPrograms } from '../parity/built-programs.ts';
import { checkSession } from './check-session.ts';

const module = await engineModule();
const built = await readBuiltPrograms();
const pool = new ExecutorPool({ size: 2, start: (index) => new Executor(index, module) });
afterAll(() => pool.terminate());

/** `npm run check:ledger -- --cases N --seed S` runs more of them. */
const SEED = 1;
const CASES = 6;

test('whatever generated programs do, no unit of WVARA or wei is lost or made', async () => {
  let blocks = 0;
  for (let index = 0; index < CASES; index++) {
    const outcome = await checkSession({ seed: SEED, index, built }, { module, pool });
    expect(outcome.faults, `seed ${SEED}, case ${index}`).toEqual([]);
    blocks += outcome.blocks;
  }
  expect(blocks).toBeGreaterThan(5 * CASES);
});
