import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { QueueRunInput } from '../../src/engine/engine.ts';
import { builtEngine } from '../../src/executor/built-engine.ts';
import { Executor } from '../../src/executor/executor.ts';
import { ATTEMPTS, ExecutorPool } from '../../src/executor/executor-pool.ts';
import { runScenario, type ScenarioOutput } from '../../src/executor/run-scenario.ts';
import { root } from '../node-path.mjs';
import { readBuiltPrograms } from './built-programs.ts';
import { writeCase } from './case.ts';
import { type LoadedScenario, loadScenario } from './load-scenario.ts';
import { Random } from './random.ts';
import { randomCase } from './random-case.ts';

export interface DrillParameters {
  kills: number;
  seed: number;
  workers: number;
  log(line: string): void;
}

export interface DrillResult {
  /** Runs of a scenario that were disturbed. */
  scenarios: number;
  killed: number;
  /** Of these, the executors that were not running anything. */
  killedIdle: number;
  /** Messages whose end is missing in the disturbed run, and those that ended twice. */
  lost: number;
  doubled: number;
  /** Runs with any difference at all. */
  different: number;
}

/** Scenarios that are run again and again; a few with much to do among them. */
const scenarioCount = 12;
/** ms between two kills */
const longestPause = 60;

/** Ends executors at random while scenarios run, and compares with the same runs undisturbed. */
export async function drillWorkers({ kills, seed, workers, log }: DrillParameters): Promise<DrillResult> {
  const random = new Random(seed);
  const module = await builtEngine();
  const scenarios = await readScenarios(seed);
  const result: DrillResult = { scenarios: 0, killed: 0, killedIdle: 0, lost: 0, doubled: 0, different: 0 };
  const run = (loaded: LoadedScenario, pool: ExecutorPool<Executor>) =>
    runScenario({ ...loaded, pool, createEngine: (store) => createEngine(module, store) });

  const calm = new ExecutorPool({ size: workers, start: (index) => new Executor(index, module) });
  const undisturbed: ScenarioOutput[] = [];
  for (const loaded of scenarios) undisturbed.push(await run(loaded, calm));
  calm.terminate();

  const pool = new ExecutorPool<Executor>({ size: workers, start: (index) => new WatchedExecutor(index, module) });
  try {
    while (result.killed < kills) {
      const which = random.below(scenarios.length);
      const output = run(scenarios[which] as LoadedScenario, pool);
      let isOver = false;
      const over = output.finally(() => {
        isOver = true;
      });
      over.catch(() => {});
      while (result.killed < kills) {
        await Promise.race([over, sleep(random.below(longestPause))]);
        if (isOver) break;
        killOne(random, pool, result);
      }
      compare(undisturbed[which] as ScenarioOutput, await output, result);
      if (result.scenarios % 20 === 0) log(`  ${result.killed} of ${kills} killed`);
    }
  } finally {
    pool.terminate();
  }
  return result;
}

/** Knows how often what it runs was begun: a run under which several executors die is given up, which is no loss. */
class WatchedExecutor extends Executor {
  static readonly #attempts = new WeakMap<QueueRunInput, number>();
  #attempt = 0;

  override async runQueue(...parameters: Parameters<Executor['runQueue']>) {
    const [item] = parameters;
    this.#attempt = (WatchedExecutor.#attempts.get(item) ?? 0) + 1;
    WatchedExecutor.#attempts.set(item, this.#attempt);
    return super.runQueue(...parameters).finally(() => {
      this.#attempt = 0;
    });
  }

  get isBusy(): boolean {
    return this.#attempt > 0;
  }

  get mayDie(): boolean {
    return this.#attempt < ATTEMPTS;
  }
}

function killOne(random: Random, pool: ExecutorPool<Executor>, result: DrillResult): void {
  // One that starts is left alone: executors that cannot start are given up too.
  const ready = pool.status().filter(({ state }) => state !== 'starting');
  const candidates = ready.map(({ index }) => pool.workers()[index] as WatchedExecutor).filter(({ mayDie }) => mayDie);
  if (candidates.length === 0) return;
  const busy = candidates.filter(({ isBusy }) => isBusy);
  const victim = random.pick(busy.length && random.chance(80) ? busy : candidates);
  result.killed++;
  if (!victim.isBusy) result.killedIdle++;
  victim.terminate();
}

function compare(expected: ScenarioOutput, actual: ScenarioOutput, result: DrillResult): void {
  result.scenarios++;
  if (JSON.stringify(expected) !== JSON.stringify(actual)) result.different++;
  const before = countEnds(expected);
  const after = countEnds(actual);
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const more = (after.get(key) ?? 0) - (before.get(key) ?? 0);
    if (more > 0) result.doubled += more;
    else result.lost -= more;
  }
}

/** How often each message came to an end, and each message was sent. */
function countEnds({ blocks }: ScenarioOutput): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { dispatches, transitions } of blocks) {
    for (const { program, id } of dispatches) count(`ended ${program} ${id}`);
    for (const { messages } of transitions) for (const { id } of messages) count(`sent ${id}`);
  }
  return counts;
}

async function readScenarios(seed: number): Promise<LoadedScenario[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gear-exe-drill-'));
  try {
    const built = await readBuiltPrograms();
    const generated = Array.from({ length: scenarioCount }, (_, index) =>
      writeCase(randomCase(seed, index, built), folder, `${index}`),
    );
    const corpus = ['parallel-chunks', 'ping-pong', 'messages-between-programs', 'waiting', 'out-of-gas-instructions'];
    return [...corpus.map((name) => join(root, `engine/scenarios/${name}.json`)), ...generated].map(loadScenario);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
