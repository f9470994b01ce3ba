import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseScenario, type Scenario } from '../../src/executor/scenario.ts';

export interface LoadedScenario {
  scenario: Scenario;
  /** Wasm by the scenario's names. */
  codes: Map<string, Uint8Array>;
}

/** A scenario file and its codes, for runs in this process. */
export function loadScenario(path: string): LoadedScenario {
  const scenario = parseScenario(readFileSync(path, 'utf8'));
  const codes = scenario.codes.map(
    (code) => [code.name, new Uint8Array(readFileSync(resolve(dirname(path), code.path)))] as const,
  );
  return { scenario, codes: new Map(codes) };
}
