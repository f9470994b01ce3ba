import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBuiltPrograms } from './built-programs.ts';
import { type Case, writeCase } from './case.ts';
import { type Comparison, compareRunners } from './compare.ts';
import { randomCase } from './random-case.ts';
import { type Runner, unfinished } from './runners.ts';
import { shrink } from './shrink.ts';

/** Cases that go through one process of each runner. */
const batch = 50;
/** Differences that are shrunk; the others are only counted. */
const shrunkAtMost = 10;

export interface CheckParameters {
  seed: number;
  /** First and number of the cases. */
  first: number;
  cases: number;
  reference: Runner;
  others: readonly Runner[];
  /** Where shrunk cases are kept. */
  keepIn: string;
  /** How many smaller cases are tried for one that differs. */
  candidates?: number;
  log(line: string): void;
}

/** How many cases were the same, differed, or were beyond what can be compared. */
export interface CheckResult {
  passed: number;
  failed: number;
  beyond: number;
}

/** Generates cases, demands the same output from all runners, and makes what differs as small as it gets. */
export async function checkCases(parameters: CheckParameters): Promise<CheckResult> {
  const { seed, first, cases, reference, others, keepIn, candidates, log } = parameters;
  const built = await readBuiltPrograms();
  const result: CheckResult = { passed: 0, failed: 0, beyond: 0 };
  for (let start = first; start < first + cases; start += batch) {
    const count = Math.min(batch, first + cases - start);
    const some = Array.from({ length: count }, (_, index) => randomCase(seed, start + index, built));
    const { differences, broken } = await compareCases(some, reference, others);
    const beyond = broken.filter(Boolean).length;
    result.beyond += beyond;
    for (const [index, found] of differences.entries()) {
      if (!found) continue;
      result.failed++;
      log(`✗ ${some[index]?.title}: ${found}`);
      if (result.failed > shrunkAtMost) continue;
      // To shrink what does not end would take as long for each candidate.
      const one = some[index] as Case;
      const smallest = found.includes(unfinished) ? one : await shrinkDifference(one, reference, others, candidates);
      log(`    kept: ${writeCase(smallest, keepIn, `seed-${seed}-case-${start + index}`)}`);
    }
    result.passed += differences.filter((found) => !found).length - beyond;
    const done = start + count - first;
    if (done % 200 === 0 && done < cases) log(`  ${done} of ${cases} cases: ${result.failed} differ`);
  }
  const kept = result.failed ? `, kept in ${keepIn}` : '';
  log(`Cases ${first} to ${first + cases - 1} of seed ${seed}: ${result.passed} the same, ${result.failed} not${kept}`);
  return result;
}

/** The smallest case that can be found which still differs. */
function shrinkDifference(found: Case, reference: Runner, others: readonly Runner[], limit?: number): Promise<Case> {
  return shrink(
    found,
    async (candidates) => {
      const { differences } = await compareCases(candidates, reference, others);
      return differences.map((difference) => difference !== undefined);
    },
    limit,
  );
}

/** Compares cases through files that are gone afterwards. */
export async function compareCases(
  cases: readonly Case[],
  reference: Runner,
  others: readonly Runner[],
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'gear-exe-parity-'));
  try {
    const files = cases.map((one, index) => writeCase(one, folder, `${index}`));
    return await compareRunners(reference, others, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
