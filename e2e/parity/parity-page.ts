import { createEngine } from '../../src/engine/create-engine.ts';
import { Executor } from '../../src/executor/executor.ts';
import { ExecutorPool } from '../../src/executor/executor-pool.ts';
import { runScenario } from '../../src/executor/run-scenario.ts';
import { parseScenario } from '../../src/executor/scenario.ts';

/** Runs one scenario in this browser, its executors in Web Workers, and gives the output's JSON. */
async function run({ text, codes, workers }: ParityRun): Promise<string> {
  const module = await WebAssembly.compileStreaming(fetch('./engine/engine.wasm'));
  const pool = new ExecutorPool({ size: workers, start: (index) => new Executor(index, module) });
  try {
    const bytes = Object.entries(codes).map(
      ([name, base64]) => [name, Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))] as const,
    );
    const output = await runScenario({
      scenario: parseScenario(text),
      codes: new Map(bytes),
      pool,
      createEngine: (store) => createEngine(module, store),
    });
    return JSON.stringify(output);
  } finally {
    pool.terminate();
  }
}

export interface ParityRun {
  /** The scenario file. */
  text: string;
  /** Name → base64 of the Wasm. */
  codes: Record<string, string>;
  workers: number;
}

Object.assign(globalThis, { runParity: run });
