import { create } from 'zustand';
import type { Replay, ReplayParameters } from '../../executor/replay.ts';
import type { Services } from '../services.ts';
import type { Load } from './load.ts';

export type ComparisonState =
  | { phase: 'idle' }
  /** `done`: 0 to 1. */
  | { phase: 'running'; step: string; done: number; cancel: () => void }
  | { phase: 'failed'; error: unknown }
  | { phase: 'done'; load: Load; one: Replay; many: Replay };

/** The comparison that runs or ran last; it goes on while another view is shown. */
export const useComparison = create<ComparisonState>()(() => ({ phase: 'idle' }));

const { getState, setState } = useComparison;

/**
 * Runs the load with one executor, then with `executors`, each on a new chain. Before that a part of it runs once
 * uncounted: a browser compiles code the better the longer it has run, which would favour whoever comes last.
 */
export async function compare(
  replay: Services['replay'],
  makeLoad: () => Promise<Load>,
  executors: number,
): Promise<void> {
  if (getState().phase === 'running') return;
  const abort = new AbortController();
  const cancel = () => abort.abort();
  const tell = (step: string, done: number) => {
    if (!abort.signal.aborted) setState({ phase: 'running', step, done, cancel }, true);
  };
  tell('Preparing the load', 0);
  try {
    const load = await makeLoad();
    const run = (executors: number, step: string, from: number, to: number) => {
      const { scenario, codes, setUpBlocks } = load;
      tell(step, from);
      const onProgress: ReplayParameters['onProgress'] = ({ blocks, of }) =>
        tell(step, from + (blocks / of) * (to - from));
      return replay({ scenario, codes, setUpBlocks, executors, onProgress, signal: abort.signal });
    };
    tell('Warming up', 0.02);
    const { codes, setUpBlocks } = load;
    await replay({ scenario: beginning(load), codes, setUpBlocks, executors: 1, signal: abort.signal });
    const one = await run(1, 'With 1 executor', 0.1, 0.55);
    const many = await run(executors, `With ${executors} executors`, 0.55, 1);
    setState({ phase: 'done', load, one, many }, true);
  } catch (error) {
    setState(abort.signal.aborted ? { phase: 'idle' } : { phase: 'failed', error }, true);
  }
}

/** The set-up and the first block after it. */
function beginning({ scenario, setUpBlocks }: Load): string {
  const { codes, blocks } = JSON.parse(scenario) as { codes: unknown; blocks: unknown[] };
  return JSON.stringify({ codes, blocks: blocks.slice(0, setUpBlocks + 1) });
}
