import { AppError } from '../shared/app-error.ts';

/**
 * Calls across a worker's border, the same over a Web Worker and over Node's worker_threads.
 *
 * Used by the executor pool and by the local network. Not Comlink, for three reasons: a call to a worker that
 * died must fail at once, so that its work can be repeated (Comlink's would wait for ever); an `AppError` must
 * arrive as an `AppError`; and bytes are always transferred, which here is one list beside the arguments.
 *
 * Invariants: every call settles, with the answer or, when the worker dies or is terminated, with an
 * `AppError` `WORKER_DIED`; answers may come in any order; events come in the order in which they were sent.
 */
export interface WorkerPort {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called at most once, when the other side ended by itself. */
  onDeath(listener: (cause: unknown) => void): void;
  terminate(): void;
}

/** The methods that a worker serves; arguments and results must be cloneable. */
export type WorkerApi = Record<string, (...parameters: never[]) => unknown>;

/** The caller's side of a worker that serves `Api`. */
export interface RemoteWorker<Api> {
  call<Name extends keyof Api & string>(
    name: Name,
    parameters: Parameters<Extract<Api[Name], AnyFunction>>,
    transfer?: Transferable[],
  ): Promise<Awaited<ReturnType<Extract<Api[Name], AnyFunction>>>>;
  /** Calls `listener` with everything that the worker {@link ServedWorker.emit}s. */
  onEvent(listener: (event: unknown) => void): void;
  onDeath(listener: (error: AppError) => void): void;
  /** Ends the worker; calls under way fail with `WORKER_DIED`. */
  terminate(): void;
}

type AnyFunction = (...parameters: never[]) => unknown;

type Request = { id: number; name: string; parameters: unknown[] };
type Answer = { id: number; value: unknown } | { id: number; error: unknown } | { event: unknown };

export function connectWorker<Api>(port: WorkerPort): RemoteWorker<Api> {
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const eventListeners: ((event: unknown) => void)[] = [];
  const deathListeners: ((error: AppError) => void)[] = [];
  let nextId = 0;
  let death: AppError | undefined;

  const die = (error: AppError) => {
    if (death) return;
    death = error;
    for (const call of calls.values()) call.reject(error);
    calls.clear();
    for (const listener of deathListeners) listener(error);
  };

  port.onDeath((cause) => die(workerDied(cause)));
  port.onMessage((message) => {
    const answer = message as Answer;
    if ('event' in answer) {
      for (const listener of eventListeners) listener(answer.event);
      return;
    }
    const call = calls.get(answer.id);
    calls.delete(answer.id);
    if ('error' in answer) call?.reject(AppError.revive(answer.error));
    else call?.resolve(answer.value);
  });

  return {
    call: (name, parameters, transfer = []) =>
      new Promise((resolve, reject) => {
        if (death) return reject(death);
        const id = nextId++;
        calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
        port.postMessage({ id, name, parameters } satisfies Request, transfer);
      }),
    onEvent: (listener) => void eventListeners.push(listener),
    onDeath: (listener) => void deathListeners.push(listener),
    terminate: () => {
      port.terminate();
      die(workerDied('it was stopped'));
    },
  };
}

/** The worker's side. */
export interface ServedWorker {
  emit(event: unknown): void;
}

/** Answers the calls that arrive at `port` with the methods of `api`, which may answer later (promises). */
export function serveWorker(port: Pick<WorkerPort, 'postMessage' | 'onMessage'>, api: object): ServedWorker {
  port.onMessage(async (message) => {
    const { id, name, parameters } = message as Request;
    try {
      const method = (api as Record<string, (...parameters: unknown[]) => unknown>)[name];
      if (!method) throw new TypeError(`The worker serves no method ${name}`);
      const value = await method.apply(api, parameters);
      if (value instanceof Transferred) port.postMessage({ id, value: value.value }, value.transfer);
      else port.postMessage({ id, value }, []);
    } catch (error) {
      const { code, shortMessage, details, hint } = AppError.revive(error);
      const stack = error instanceof Error && !(error instanceof AppError) ? error.stack : undefined;
      port.postMessage({ id, error: { code, shortMessage, details: stack ?? details, hint } }, []);
    }
  });
  return { emit: (event) => port.postMessage({ event }, []) };
}

/** A method's result together with the buffers that move to the caller instead of being copied. */
export function transferred<Value>(value: Value, transfer: Transferable[]): Value {
  return new Transferred(value, transfer) as Value;
}

class Transferred {
  readonly value: unknown;
  readonly transfer: Transferable[];

  constructor(value: unknown, transfer: Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

function workerDied(cause: unknown): AppError {
  const details = cause instanceof Error ? cause.message : String(cause);
  return new AppError({
    code: 'WORKER_DIED',
    shortMessage: 'A worker ended before it answered',
    details,
    hint: 'Try again; if it happens again, reload the page.',
    cause,
  });
}
