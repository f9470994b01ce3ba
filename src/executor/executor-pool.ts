import { AppError } from '../shared/app-error.ts';

/**
 * A fixed number of workers and the jobs that wait for them.
 *
 * A job names an affinity (a program): it goes to the worker that ran that affinity last, where its pages are,
 * unless that worker is busy and another one idle. A job's bytes are prepared only when it has a worker, so what
 * is in flight is bounded by the number of workers. A worker that dies is replaced and its job repeated; jobs
 * must therefore change nothing outside until they are through. Invariant: every job settles.
 */
export class ExecutorPool<W extends PoolWorker> {
  readonly #start: (index: number) => W;
  readonly #onChange: () => void;
  readonly #runTimeout: number;
  readonly #lastWorker = new Map<string, W>();
  #slots: Slot<W>[] = [];
  #jobs: Job<W>[] = [];
  #terminated = false;

  constructor(parameters: ExecutorPoolParameters<W>) {
    this.#start = parameters.start;
    this.#onChange = parameters.onChange ?? (() => {});
    this.#runTimeout = parameters.runTimeout ?? 120_000;
    this.resize(parameters.size);
  }

  /**
   * Runs `job` on a worker.
   * @throws the job's own error; `signal.reason` when aborted (a job under way costs its worker, which is
   *   replaced); AppError `EXECUTORS_DIED` when workers died of it {@link ATTEMPTS} times, `POOL_TERMINATED`
   */
  run<Result>(affinity: string, job: PoolJob<W, Result>, signal?: AbortSignal): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#terminated) return reject(poolTerminated());
      if (signal?.aborted) return reject(signal.reason);
      const entry: Job<W> = { affinity, job, resolve: resolve as Job<W>['resolve'], reject, signal, attempts: 0 };
      signal?.addEventListener('abort', () => this.#abort(entry), { once: true });
      this.#jobs.push(entry);
      this.#assign();
    });
  }

  /** Changes the number of workers; a busy one that is too many ends after its job. */
  resize(size: number): void {
    for (const slot of this.#slots.splice(size)) {
      if (slot.job) slot.retired = true;
      else slot.worker.terminate();
    }
    while (this.#slots.length < size) this.#slots.push(this.#startSlot(this.#slots.length));
    this.#onChange();
  }

  workers(): W[] {
    return this.#slots.map((slot) => slot.worker);
  }

  status(): { index: number; state: 'starting' | 'idle' | 'busy'; runs: number }[] {
    return this.#slots.map(({ index, ready, job, runs }) => ({
      index,
      state: job ? 'busy' : ready ? 'idle' : 'starting',
      runs,
    }));
  }

  terminate(): void {
    this.#terminated = true;
    for (const job of this.#jobs.splice(0)) job.reject(poolTerminated());
    for (const slot of this.#slots.splice(0)) slot.worker.terminate();
  }

  #startSlot(index: number): Slot<W> {
    const slot: Slot<W> = { index, worker: this.#start(index), ready: false, failures: 0, runs: 0, retired: false };
    this.#awaitReady(slot);
    return slot;
  }

  async #awaitReady(slot: Slot<W>): Promise<void> {
    const { worker } = slot;
    try {
      await worker.ready;
      slot.ready = true;
      slot.failures = 0;
      worker.onDeath(() => this.#replace(slot, worker));
      this.#onChange();
      this.#assign();
    } catch (error) {
      slot.failures++;
      if (slot.failures < ATTEMPTS) this.#replace(slot, worker);
      else if (this.#slots.every((other) => other.failures >= ATTEMPTS)) {
        for (const job of this.#jobs.splice(0)) job.reject(error);
      }
    }
  }

  #replace(slot: Slot<W>, dead: W): void {
    if (slot.worker !== dead || this.#slots[slot.index] !== slot) return;
    slot.worker = this.#start(slot.index);
    slot.ready = false;
    // It tells of its death itself, whereupon it must have been replaced.
    dead.terminate();
    this.#onChange();
    void this.#awaitReady(slot);
  }

  #assign(): void {
    const idle = new Set(this.#slots.filter((slot) => slot.ready && !slot.job));
    const assigned = new Set<Job<W>>();
    const assign = (job: Job<W>, slot: Slot<W>) => {
      idle.delete(slot);
      assigned.add(job);
      slot.job = job;
      void this.#perform(job, slot);
    };
    for (const job of this.#jobs) {
      const worker = this.#lastWorker.get(job.affinity);
      const home = worker && [...idle].find((slot) => slot.worker === worker);
      if (home) assign(job, home);
    }
    for (const job of this.#jobs) {
      if (idle.size === 0) break;
      if (assigned.has(job)) continue;
      assign(
        job,
        [...idle].reduce((least, slot) => (slot.runs < least.runs ? slot : least)),
      );
    }
    if (assigned.size === 0) return;
    this.#jobs = this.#jobs.filter((job) => !assigned.has(job));
    this.#onChange();
  }

  async #perform(job: Job<W>, slot: Slot<W>): Promise<void> {
    const { worker } = slot;
    const timer = setTimeout(() => worker.terminate(), this.#runTimeout);
    this.#lastWorker.set(job.affinity, worker);
    try {
      job.resolve(await job.job(worker, slot.index));
      slot.runs++;
    } catch (error) {
      const died = error instanceof AppError && LOST.has(error.code);
      if (died) this.#replace(slot, worker);
      if (job.signal?.aborted) job.reject(job.signal.reason);
      else if (this.#terminated) job.reject(poolTerminated());
      else if (died && ++job.attempts < ATTEMPTS) this.#jobs.unshift(job);
      else job.reject(died ? keepsDying(error) : error);
    } finally {
      clearTimeout(timer);
      delete slot.job;
      if (slot.retired) slot.worker.terminate();
      this.#onChange();
      this.#assign();
    }
  }

  #abort(job: Job<W>): void {
    const waiting = this.#jobs.indexOf(job);
    if (waiting >= 0) {
      this.#jobs.splice(waiting, 1);
      job.reject(job.signal?.reason);
    }
    // WebAssembly cannot be interrupted: the way to stop a run is to end its worker.
    this.#slots.find((slot) => slot.job === job)?.worker.terminate();
  }
}

/** How often a job is tried on workers that die under it, and how often a worker is started in vain. */
export const ATTEMPTS = 3;

export interface PoolWorker {
  /** Resolves when it can take jobs. */
  readonly ready: Promise<unknown>;
  /** Ends it; its calls under way must fail with AppError `WORKER_DIED`. */
  terminate(): void;
  onDeath(listener: () => void): void;
}

export type PoolJob<W, Result> = (worker: W, index: number) => Promise<Result>;

export interface ExecutorPoolParameters<W> {
  /** Number of workers, at least 1. */
  size: number;
  start(index: number): W;
  /** Called when the answer of {@link ExecutorPool.status} changed. */
  onChange?: () => void;
  /** ms after which a worker that does not answer counts as dead; browsers do not tell of every death. */
  runTimeout?: number;
}

interface Slot<W> {
  index: number;
  worker: W;
  ready: boolean;
  failures: number;
  runs: number;
  /** Removed by {@link ExecutorPool.resize} while it was busy. */
  retired: boolean;
  job?: Job<W>;
}

interface Job<W> {
  affinity: string;
  job: PoolJob<W, unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  signal: AbortSignal | undefined;
  attempts: number;
}

/** After these nothing can be expected of the worker any more. */
const LOST = new Set(['WORKER_DIED', 'ENGINE_BROKEN', 'OUT_OF_MEMORY']);

function keepsDying(error: AppError): AppError {
  if (error.code === 'OUT_OF_MEMORY') return error;
  return new AppError({
    code: 'EXECUTORS_DIED',
    shortMessage: `A run was given up: ${ATTEMPTS} executors in a row broke down over it`,
    details: error.message,
    hint: 'The state before it is intact. Please report the program that causes it.',
    cause: error,
  });
}

function poolTerminated(): AppError {
  return new AppError({ code: 'POOL_TERMINATED', shortMessage: 'The executors were stopped' });
}
