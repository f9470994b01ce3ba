import { firstDifference } from '../canonical-json.mjs';
import type { Outcome, Runner } from './runners.ts';

/** How two runners part over a scenario, or undefined when they agree. */
export function difference(expected: Outcome, actual: Outcome): string | undefined {
  if ('error' in expected) {
    return knownFault(expected) ? undefined : `the reference failed: ${expected.error}`;
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
 * Where release 2.0.0 itself panics, so that there is nothing to compare with; docs/fidelity.md says more of each.
 */
const knownFaults = ['WasmMemAddrIsNotSet'];

/** Whether the reference broke down where a node would. */
export function knownFault(expected: Outcome): boolean {
  return 'error' in expected && knownFaults.some((fault) => expected.error.includes(fault));
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
