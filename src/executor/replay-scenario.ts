import { AppError } from '../shared/app-error.ts';
import type { Replay, ReplayParameters, ReplayProgress } from './replay.ts';
import type { ReplayService } from './replay-worker.ts';
import { runsInNode, startNodeThread, webWorkerPort } from './threads.ts';
import { connectWorker, type RemoteWorker } from './worker-port.ts';

/**
 * Runs a scenario on a new chain in threads that live as long as it does.
 *
 * @throws `signal.reason`; AppError `BAD_SCENARIO`, `BLOCK_REFUSED`, `CODE_REFUSED`, `EXECUTORS_DIED`, `WORKER_DIED`,
 *   `OUT_OF_RANGE`
 *
 * @example
 * const alone = await replayScenario({ module, scenario, codes, executors: 1, setUpBlocks: 1 });
 * const together = await replayScenario({ module, scenario, codes, executors: 4, setUpBlocks: 1 });
 * alone.wallTime / together.wallTime; // and alone.outputHash === together.outputHash
 */
export async function replayScenario({
  module,
  onProgress,
  signal,
  ...rest
}: ModuleAnd<ReplayParameters>): Promise<Replay> {
  if (!Number.isInteger(rest.executors) || rest.executors < 1 || rest.executors > 16) {
    throw new AppError({
      code: 'OUT_OF_RANGE',
      shortMessage: 'The number of executors must be 1 to 16',
      details: `It was ${rest.executors}.`,
    });
  }
  signal?.throwIfAborted();
  const worker = startReplay();
  const stop = () => worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  worker.onEvent((progress) => onProgress?.(progress as ReplayProgress));
  try {
    return await worker.call('run', [module, rest]);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    worker.terminate();
  }
}

type ModuleAnd<Parameters> = Parameters & {
  /** The compiled engine (public/engine/engine.wasm). */
  module: WebAssembly.Module;
};

function startReplay(): RemoteWorker<ReplayService> {
  return connectWorker<ReplayService>(
    runsInNode
      ? startNodeThread('./replay-worker.ts', import.meta.url)
      : webWorkerPort(new Worker(new URL('./replay-worker.ts', import.meta.url), { type: 'module' })),
  );
}
