import { writeCase } from './case.ts';
import { compareCases } from './check-cases.ts';
import { type Bases, type Mutant, mutant, mutantsCase, readBases } from './mutant.ts';
import { type Runner, unfinished } from './runners.ts';

/** Mutants that share a scenario, and scenarios that share a process of each runner. */
const mutantsAScenario = 25;
const scenariosABatch = 8;

export interface CodesParameters {
  seed: number;
  first: number;
  cases: number;
  reference: Runner;
  others: readonly Runner[];
  keepIn: string;
  log(line: string): void;
}

/**
 * Makes mutants of modules and demands that all runners accept or refuse each alike, down to the refusal's words and the instrumented code's
 * hash, and that what is accepted runs alike.
 */
export async function checkCodes(parameters: CodesParameters) {
  const { seed, first, cases, log } = parameters;
  const bases = await readBases();
  const result = { passed: 0, failed: 0, beyond: 0, accepted: 0 };
  const batch = mutantsAScenario * scenariosABatch;
  for (let start = first; start < first + cases; start += batch) {
    const end = Math.min(start + batch, first + cases);
    const groups: number[][] = [];
    for (let at = start; at < end; at += mutantsAScenario) {
      groups.push(Array.from({ length: Math.min(mutantsAScenario, end - at) }, (_, index) => at + index));
    }
    const scenarios = groups.map((indices) =>
      mutantsCase(
        `--seed ${seed}, mutants from ${indices[0]} on`,
        indices.map((index) => mutant(seed, index, bases)),
      ),
    );
    const { differences, broken, outputs } = await compareCases(scenarios, parameters.reference, parameters.others);
    for (const [at, indices] of groups.entries()) {
      const output = outputs[at];
      if (output) result.accepted += countAccepted(output);
      if (!differences[at] && !broken[at]) {
        result.passed += indices.length;
        continue;
      }
      const single = await checkEach(indices, bases, parameters);
      result.beyond += single.beyond;
      result.accepted += single.accepted;
      const failed = single.failed || (differences[at] && !single.beyond ? 1 : 0);
      if (!single.failed && failed) log(`✗ mutants ${indices[0]} to ${indices.at(-1)} together: ${differences[at]}`);
      result.failed += failed;
      result.passed += indices.length - failed - single.beyond;
    }
    const done = end - first;
    if (done % 1000 === 0 && done < cases) log(`  ${done} of ${cases} mutants: ${result.failed} differ`);
  }
  log(
    `Mutants ${first} to ${first + cases - 1} of seed ${seed}: ${result.accepted} accepted; ${result.passed} the same, ${result.failed} not`,
  );
  return result;
}

/** Each mutant in a scenario of its own; those that differ are kept with as few changes as show it. */
async function checkEach(indices: readonly number[], bases: Bases, parameters: CodesParameters) {
  const { seed, reference, others, keepIn, log } = parameters;
  const compare = (mutants: readonly Mutant[]) =>
    compareCases(
      mutants.map((one) => mutantsCase(one.title, [one])),
      reference,
      others,
    );
  const { differences, broken, outputs } = await compare(indices.map((index) => mutant(seed, index, bases)));
  let failed = 0;
  for (const [at, found] of differences.entries()) {
    if (!found) continue;
    failed++;
    const index = indices[at] as number;
    log(`✗ mutant ${index} of seed ${seed}: ${found}`);
    let keep = Array.from({ length: 8 }, (_, change) => change);
    // To take changes from what does not end would take as long for each.
    for (const change of found.includes(unfinished) ? [] : keep) {
      const fewer = keep.filter((one) => one !== change);
      const [still] = (await compare([mutant(seed, index, bases, fewer)])).differences;
      if (still) keep = fewer;
    }
    const smallest = mutant(seed, index, bases, keep);
    log(`    kept: ${writeCase(mutantsCase(smallest.title, [smallest]), keepIn, `seed-${seed}-mutant-${index}`)}`);
  }
  const accepted = outputs.reduce((sum, output, at) => sum + (broken[at] || !output ? 0 : countAccepted(output)), 0);
  return { failed, beyond: broken.filter(Boolean).length, accepted };
}

function countAccepted(output: string): number {
  const { codes } = JSON.parse(output) as { codes: { error?: string }[] };
  return codes.filter(({ error }) => error === undefined).length;
}
