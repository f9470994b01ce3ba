import { loadScenario } from '../../scripts/parity/load-scenario.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { Executor } from '../../src/executor/executor.ts';
import { ExecutorPool } from '../../src/executor/executor-pool.ts';
import { runScenario } from '../../src/executor/run-scenario.ts';

/** How long each block of a scenario takes on the engine in Node with so many workers: ms. */
export async function timeHost(file: string, module: WebAssembly.Module, workers: number): Promise<number[]> {
  const pool = new ExecutorPool({ size: workers, start: (index) => new Executor(index, module) });
  await Promise.all(pool.workers().map(({ ready }) => ready));
  const times: number[] = [];
  let last = performance.now();
  try {
    await runScenario({
      ...loadScenario(file),
      pool,
      states: 'last',
      createEngine: (store) => createEngine(module, store),
      onBlock: () => {
        const now = performance.now();
        times.push(now - last);
        last = now;
      },
    });
  } finally {
    pool.terminate();
  }
  return times;
}
