import { createEngine } from '../engine/create-engine.ts';
import { addressOfActor } from '../protocol/identifiers.ts';
import { AppError } from '../shared/app-error.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';
import { Executor, type QueueRun } from './executor.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { Replay, ReplayedProgram, ReplayParameters, ReplayProgress, ReplayRun } from './replay.ts';
import { runScenario, type ScenarioOutput } from './run-scenario.ts';
import { parseScenario } from './scenario.ts';
import { ownPort } from './threads.ts';
import { wallClock } from './wall-clock.ts';
import { serveWorker } from './worker-port.ts';

/** The thread of one replay: its chain, and executors of its own. It knows no other chain and saves nothing. */
export class ReplayService {
  async run(module: WebAssembly.Module, parameters: Cloneable): Promise<Replay> {
    const { codes, executors, setUpBlocks } = parameters;
    const now = wallClock();
    const begin = now();
    const scenario = parseScenario(parameters.scenario);
    const pool = new ExecutorPool({ size: executors, start: (index) => new Executor(index, module) });
    let block = 0;
    let startedAt = begin;
    let endedAt = begin;
    const runs: ReplayRun[] = [];
    const tell = (blocks: number) => served.emit({ blocks, of: scenario.blocks.length } satisfies ReplayProgress);
    try {
      // What starting them takes is set-up, however many there are.
      await Promise.all(pool.workers().map(({ ready }) => ready));
      const output = await runScenario({
        scenario,
        codes,
        pool,
        createEngine: (store) => createEngine(module, store),
        states: 'last',
        onRun: (run, queueType, chunk) => {
          endedAt = now();
          if (block < setUpBlocks) return;
          const height = scenario.blocks[block]?.height ?? 0;
          const queue = queueType === 'Injected' ? 'injected' : 'canonical';
          runs.push({ ...factsOf(run), queue, height, chunk });
        },
        onBlock: (index) => {
          block = index + 1;
          if (block === setUpBlocks) startedAt = now();
          tell(block);
        },
      });
      refuseBadCodes(output);
      return {
        executors,
        startedAt,
        wallTime: Math.max(0, endedAt - startedAt),
        setUpTime: startedAt - begin,
        runs,
        programs: programsOf(output),
        outputHash: await hashOf(output),
      };
    } finally {
      pool.terminate();
    }
  }
}

export type Cloneable = Omit<ReplayParameters, 'onProgress' | 'signal'>;

function factsOf({ item, output, executor, startedAt, duration }: QueueRun) {
  return {
    program: addressOfActor(item.program),
    executor,
    startedAt,
    duration,
    gas: output.burns.reduce((sum, { gas }) => sum + gas, 0),
    messages: [...new Set(output.burns.map(({ messageId }) => messageId))],
  };
}

function programsOf({ blocks }: ScenarioOutput): ReplayedProgram[] {
  return Object.entries(blocks.at(-1)?.states ?? {})
    .map(([actor, { stateHash, canonicalQueue, injectedQueue }]) => ({
      program: addressOfActor(actor as Hex),
      stateHash,
      queued: canonicalQueue + injectedQueue,
    }))
    .sort((a, b) => (a.program < b.program ? -1 : 1));
}

function refuseBadCodes({ codes }: ScenarioOutput): void {
  for (const code of codes) {
    if (!('error' in code)) continue;
    throw new AppError({
      code: 'CODE_REFUSED',
      shortMessage: `The code ${code.name} is refused`,
      details: code.error,
      hint: 'Leave it out.',
    });
  }
}

async function hashOf(output: ScenarioOutput): Promise<Hex> {
  const text = new TextEncoder().encode(JSON.stringify(output));
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

const served = serveWorker(ownPort(), new ReplayService());
