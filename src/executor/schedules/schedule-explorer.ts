import { AppError } from '../../shared/app-error.ts';
import { ExecutorPool, type PoolWorker } from '../executor-pool.ts';
import { runsInNode, startNodeThread, webWorkerPort } from '../threads.ts';
import { connectWorker, type RemoteWorker } from '../worker-port.ts';
import type {
  Exploration,
  ExploreParameters,
  Outcome,
  OutcomeGroup,
  Schedule,
  ScheduleExplorer,
} from './exploration.ts';
import { makeSchedules } from './make-schedules.ts';
import { outcomeKey } from './run-schedule.ts';
import { scheduleBlocks } from './schedule-blocks.ts';
import { scheduleScenario } from './schedule-scenario.ts';
import type { ScheduleService, ScheduleTask } from './schedule-worker.ts';

/**
 * Runs messages in many orders and groups the orders by how they end. Each worker makes the chain before them once, by
 * running its blocks, and takes whole schedules.
 *
 * @example
 * const explorer = new WorkerScheduleExplorer({ module, workers: 2 });
 * const { outcomes } = await explorer.explore({ base, messages, start, blocks: 2, count: 100, seed: 1, questions: [],
 *   compareStates: false });
 * if (outcomes.length > 1) console.log('It matters who comes first');
 */
export class WorkerScheduleExplorer implements ScheduleExplorer {
  readonly #pool: ExecutorPool<ScheduleWorker>;
  readonly scenarioOf = scheduleScenario;

  constructor({ module, workers = defaultWorkers() }: ScheduleExplorerParameters) {
    this.#pool = new ExecutorPool({ size: workers, start: () => new ScheduleWorker(module) });
  }

  async explore(parameters: ExploreParameters): Promise<Exploration> {
    const { base, messages, start, questions, signal, onProgress } = parameters;
    check(parameters);
    signal?.throwIfAborted();
    const { schedules, isExhaustive } = makeSchedules(parameters);
    const task: ScheduleTask = { base, messages, start, questions };
    let done = 0;
    const ends = schedules.map(async (schedule, index) => {
      const outcome = await this.#pool.run(`${index}`, (worker) => worker.run(task, schedule), signal);
      onProgress?.(++done, schedules.length);
      return outcome;
    });
    const settled = await Promise.allSettled(ends);
    const outcomes = settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    return { outcomes: group(outcomes, schedules, parameters), total: schedules.length, isExhaustive };
  }

  terminate(): void {
    this.#pool.terminate();
  }
}

export interface ScheduleExplorerParameters {
  /** The compiled engine (public/engine/engine.wasm). */
  module: WebAssembly.Module;
  /** Threads, at least 1; cores − 1, up to 8, when absent. */
  workers?: number;
}

/** More messages than anyone reads an order of, and more schedules than anyone waits for. */
export const MAX_MESSAGES = 64;
export const MAX_SCHEDULES = 10_000;

function group(outcomes: Outcome[], schedules: Schedule[], parameters: ExploreParameters): OutcomeGroup[] {
  const groups = new Map<string, OutcomeGroup>();
  for (const [index, outcome] of outcomes.entries()) {
    const key = outcomeKey(outcome, parameters.compareStates);
    const known = groups.get(key);
    if (known) {
      known.count++;
      continue;
    }
    const schedule = schedules[index] as Schedule;
    const { blocks } = scheduleBlocks(parameters.messages, schedule, parameters.start);
    groups.set(key, { outcome, count: 1, schedule, blocks });
  }
  // Stable: of two that are as frequent, the one whose schedule was tried first.
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

class ScheduleWorker implements PoolWorker {
  readonly ready: Promise<unknown>;
  readonly #remote: RemoteWorker<ScheduleService> = startWorker();
  /** What it was given last. */
  #task: ScheduleTask | undefined;

  constructor(module: WebAssembly.Module) {
    this.ready = this.#remote.call('start', [module]);
  }

  async run(task: ScheduleTask, schedule: Schedule): Promise<Outcome> {
    if (this.#task !== task) await this.#remote.call('load', [task]);
    this.#task = task;
    return this.#remote.call('run', [schedule]);
  }

  terminate(): void {
    this.#remote.terminate();
  }

  onDeath(listener: () => void): void {
    this.#remote.onDeath(listener);
  }
}

function defaultWorkers(): number {
  return Math.min(8, Math.max(1, navigator.hardwareConcurrency - 1));
}

function startWorker(): RemoteWorker<ScheduleService> {
  return connectWorker<ScheduleService>(
    runsInNode
      ? startNodeThread('./schedule-worker.ts', import.meta.url)
      : webWorkerPort(new Worker(new URL('./schedule-worker.ts', import.meta.url), { type: 'module' })),
  );
}

function check({ messages, blocks, count, seed }: ExploreParameters): void {
  if (messages.length === 0) {
    throw new AppError({
      code: 'NOTHING_IN_FLIGHT',
      shortMessage: 'There are no messages to put into an order',
      hint: 'Add two or more.',
    });
  }
  within('The number of messages', messages.length, 1, MAX_MESSAGES);
  within('The number of blocks', blocks, 1, 4);
  within('The number of schedules', count, 1, MAX_SCHEDULES);
  within('The seed', seed, 0, 2 ** 32 - 1);
}

function within(what: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new AppError({
    code: 'OUT_OF_RANGE',
    shortMessage: `${what} must be a whole number from ${from} to ${to}`,
    details: `It was ${value}.`,
  });
}
