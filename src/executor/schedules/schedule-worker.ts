import { createEngine } from '../../engine/create-engine.ts';
import type { Engine } from '../../engine/engine.ts';
import { AppError } from '../../shared/app-error.ts';
import { BlobStore } from '../blob-store.ts';
import { runBlockHere } from '../run-block-here.ts';
import { ownPort } from '../threads.ts';
import { serveWorker } from '../worker-port.ts';
import type { ExploreParameters, Outcome, Schedule } from './exploration.ts';
import { runSchedule } from './run-schedule.ts';

/** Makes the chain before the messages once, and runs schedules on it, each from the same chain. */
export class ScheduleService {
  #module: WebAssembly.Module | undefined;
  #loaded: { task: ScheduleTask; engine: Engine; store: BlobStore; chain: Uint8Array } | undefined;

  start(module: WebAssembly.Module): void {
    this.#module = module;
  }

  /** @throws AppError `CODE_REFUSED`, `BLOCK_REFUSED` */
  load(task: ScheduleTask): void {
    this.#loaded = undefined;
    if (!this.#module) throw notStarted();
    const store = new BlobStore();
    const engine = createEngine(this.#module, store);
    for (const wasm of task.base.codes.values()) {
      const result = engine.addCode(wasm);
      if (result.status === 'refused') throw refused(result.codeId, result.error);
    }
    for (const block of task.base.blocks) runBlockHere(engine, { ...block, states: 'none' });
    store.takeWritten();
    this.#loaded = { task, engine, store, chain: engine.saveChain() };
  }

  run(schedule: Schedule): Outcome {
    if (!this.#loaded) throw notStarted();
    const { task, engine, store, chain } = this.#loaded;
    engine.loadChain(chain);
    const outcome = runSchedule(engine, task, schedule);
    // What this schedule made is no part of the next one's chain.
    for (const hash of store.takeWritten()) store.forget(hash);
    return outcome;
  }
}

/** The chain before the messages, and what to do on it. */
export type ScheduleTask = Pick<ExploreParameters, 'base' | 'messages' | 'start' | 'questions'>;

function notStarted(): AppError {
  return new AppError({ code: 'NOT_STARTED', shortMessage: 'The explorer was not started' });
}

function refused(codeId: string, error: string): AppError {
  return new AppError({
    code: 'CODE_REFUSED',
    shortMessage: 'The Gear runtime refuses a code of the chain',
    details: `Code id ${codeId}: ${error}`,
  });
}

serveWorker(ownPort(), new ScheduleService());
