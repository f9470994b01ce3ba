import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import { Executor } from '../../src/executor/executor.ts';
import { ExecutorPool } from '../../src/executor/executor-pool.ts';
import { engineModule } from '../../src/executor/fixtures/engine-module.ts';
import { runScenario, type ScenarioOutput } from '../../src/executor/run-scenario.ts';
import { parseScenario } from '../../src/executor/scenario.ts';
import { checkCases } from './check-cases.ts';
import { compareRunners } from './compare.ts';
import type { Runner } from './runners.ts';

/** The check compares an engine with itself; one side lies about one number. It must notice, and find the smallest case that shows the lie. */
const module = await engineModule();
const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
const folder = mkdtempSync(join(tmpdir(), 'gear-exe-planted-'));
afterAll(() => {
  pool.terminate();
  rmSync(folder, { recursive: true });
});

function engineRunner(name: string, alter: (output: ScenarioOutput) => void): Runner {
  return {
    name,
    async run(files) {
      const outcomes = [];
      for (const file of files) {
        const scenario = parseScenario(readFileSync(file, 'utf8'));
        const codes = scenario.codes.map(
          (code) => [code.name, new Uint8Array(readFileSync(resolve(dirname(file), code.path)))] as const,
        );
        const output = await runScenario({
          scenario,
          codes: new Map(codes),
          pool,
          createEngine: (store) => createEngine(module, store),
        });
        alter(output);
        outcomes.push({ text: JSON.stringify(output) });
      }
      return outcomes;
    },
  };
}

const honest = engineRunner('honest', () => {});
/** One unit of gas too much for each message that a program's trap ended. */
const liar = engineRunner('liar', ({ blocks }) => {
  for (const dispatch of blocks.flatMap(({ dispatches }) => dispatches)) {
    if (dispatch.outcome.includes('Reason is unknown')) dispatch.gasBurned++;
  }
});

test('a planted difference is found, made small and kept so that it shows again', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  const common = { seed: 7, first: 0, keepIn: folder, candidates: 200, log: (line: string) => lines.push(line) };
  const same = await checkCases({ ...common, cases: 3, reference: honest, others: [honest] });
  expect(same).toEqual({ passed: 3, failed: 0, beyond: 0 });

  let first = 0;
  for (; ; first++) {
    const { failed } = await checkCases({ ...common, first, cases: 1, reference: honest, others: [liar] });
    if (failed) break;
  }
  const kept = join(folder, `seed-7-case-${first}.json`);
  expect(lines.join('\n')).toContain(kept);
  expect(lines.join('\n')).toMatch(/--seed 7, case \d+: liar: blocks\[\d\]\.dispatches\[\d+\]\.gasBurned/);

  const { differences } = await compareRunners(honest, [liar], [kept]);
  expect(differences[0]).toContain('gasBurned');
  const scenario = JSON.parse(readFileSync(kept, 'utf8')) as { blocks: { events: unknown[] }[]; codes: object };
  expect(Object.keys(scenario.codes)).toHaveLength(1);
  // A program, its balance, and the message that traps: as its init, or after it.
  expect(scenario.blocks.flatMap(({ events }) => events).length).toBeLessThanOrEqual(4);
});
