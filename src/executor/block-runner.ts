import type { BlockInput, BlockOutput, Chunk, Engine, ReplyInput, ReplyOutput } from '../engine/engine.ts';
import type { BlobStore } from './blob-store.ts';
import type { Executor, QueueRun } from './executor.ts';
import type { ExecutorPool } from './executor-pool.ts';

/**
 * Drives a block from the coordinator: the engine that holds the chain says what can run in parallel, the pool's
 * workers run it, and their outputs go back in the order of the chunk, whichever was ready first. So the result
 * does not depend on the number of workers or their speed.
 *
 * When a block fails or is aborted, the chain is as before; the next one can begin.
 */
export async function runBlock(input: BlockInput, runner: BlockRunner): Promise<BlockOutput> {
  runner.engine.beginBlock(input);
  await runChunks(runner);
  return runner.engine.finishBlock();
}

/** Runs a message only to see its reply; the chain stays as it is. */
export async function runReply(input: ReplyInput, runner: BlockRunner): Promise<ReplyOutput> {
  runner.engine.beginReply(input);
  await runChunks(runner);
  return runner.engine.finishReply();
}

export interface BlockRunner {
  engine: Engine;
  store: BlobStore;
  pool: ExecutorPool<Executor>;
  signal?: AbortSignal;
  /** Called for every queue run in the order in which their results are applied; `chunk` counts from 0 in each block. */
  onRun?: (run: QueueRun, queueType: Chunk['queueType'], chunk: number) => void;
}

async function runChunks({ engine, store, pool, signal, onRun }: BlockRunner): Promise<void> {
  for (let index = 0; ; index++) {
    const chunk = engine.nextChunk();
    if (!chunk) return;
    const settled = await Promise.allSettled(
      chunk.items.map((item) =>
        pool.run(item.program, (executor) => executor.runQueue(item, { engine, store }), signal),
      ),
    );
    const runs = settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    engine.applyChunk(runs.map((run) => run.output));
    for (const run of runs) onRun?.(run, chunk.queueType, index);
  }
}
