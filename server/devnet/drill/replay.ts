import { createEngine } from '../../../src/engine/create-engine.ts';
import { builtEngine } from '../../../src/executor/built-engine.ts';
import { Executor } from '../../../src/executor/executor.ts';
import { ExecutorPool } from '../../../src/executor/executor-pool.ts';
import { runScenario } from '../../../src/executor/run-scenario.ts';
import { parseScenario } from '../../../src/executor/scenario.ts';
import { actorId } from '../../../src/protocol/identifiers.ts';
import { type Hex, hexToBytes } from '../../../src/shared/hex.ts';

/** Runs what `devnet_exportScenario` gave. @returns the program's state hash in the end */
export async function replay(recorded: unknown, program: Hex): Promise<Hex | undefined> {
  const { scenario, codes } = recorded as { scenario: object; codes: Record<string, Hex> };
  const module = await builtEngine();
  const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  try {
    const output = await runScenario({
      scenario: parseScenario(JSON.stringify(scenario)),
      codes: new Map(Object.entries(codes).map(([name, wasm]) => [name, hexToBytes(wasm)])),
      pool,
      createEngine: (store) => createEngine(module, store),
    });
    return output.blocks.at(-1)?.states[actorId(program)]?.stateHash;
  } finally {
    pool.terminate();
  }
}
