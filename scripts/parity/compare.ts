import { firstDifference } from '../canonical-json.mjs';
import type { Outcome, Runner } from './runners.ts';

/** How two runners part over a scenario, or undefined when they agree. */
export function difference(expected: Outcome, actual: Outcome): string | undefined {
  if ('error' in expected) {
    const fault = faultOf(expected);
    if (!fault) return `the reference failed: ${expected.error}`;
    if (!fault.everywhere || ('error' in actual && actual.error.includes(fault.words))) return undefined;
    return `did not stop with "${fault.words}"`;
  }
  if ('error' in actual) return actual.error;
  if (expected.text === actual.text) return undefined;
  try {
    return firstDifference(expected.text, actual.text);
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : error}`;
  }
}

/**
 * Where release 2.0.0 itself panics, so that there is nothing to compare with; docs/fidelity.md says more of each. `everywhere`: in the runtime,
 * which must stop with the same words in the engine.
 */
const knownFaults = [
  { words: 'WasmMemAddrIsNotSet', everywhere: false },
  { words: 'underflow in state.balance -= dispatch.value()', everywhere: true },
];

/** Whether the reference broke down where a node would. */
export function knownFault(expected: Outcome): boolean {
  return faultOf(expected) !== undefined;
}

function faultOf(expected: Outcome) {
  return 'error' in expected ? knownFaults.find(({ words }) => expected.error.includes(words)) : undefined;
}

/** By file. */
export interface Comparison {
  /** The first difference between the reference and any of the others. */
  differences: (string | undefined)[];
  /** Whether there was nothing to compare with: see {@link knownFault}. */
  broken: boolean[];
  /** What the reference printed. */
  outputs: (string | undefined)[];
}

export async function compareRunners(
  reference: Runner,
  others: readonly Runner[],
  files: readonly string[],
): Promise<Comparison> {
  const [expected = [], ...actual] = await Promise.all([reference, ...others].map((runner) => runner.run(files)));
  const differences = files.map((_, index) => {
    for (const [at, runner] of others.entries()) {
      const found = difference(expected[index] as Outcome, actual[at]?.[index] as Outcome);
      if (found) return `${runner.name}: ${found}`;
    }
    return undefined;
  });
  return {
    differences,
    broken: expected.map(knownFault),
    outputs: expected.map((outcome) => ('text' in outcome ? outcome.text : undefined)),
  };
}
