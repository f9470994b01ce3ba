import type { ProgramIdl } from '../../program/idl.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { useNetwork } from '../../stores/network-store.ts';
import type { Services } from '../services.ts';
import { inFlight } from './in-flight.ts';
import { queriesOf } from './queries.ts';
import { useSchedules } from './schedule-store.ts';
import { takeLatest } from './take-latest.ts';

const { getState, setState } = useSchedules;

/** Explores what stands in the store; how it goes and what comes of it is there too. */
export async function runExploration(
  services: Services,
  idlOf: (program: Hex) => ProgramIdl | undefined,
): Promise<void> {
  const { composed, taken, options, progress } = getState();
  const { controls, status, programs, account } = useNetwork.getState();
  if (progress || !controls || !status || !account) return;
  const abort = new AbortController();
  setState({ progress: { done: 0, total: 0 }, abort: () => abort.abort(), failure: null });
  let explorer: Awaited<ReturnType<Services['openScheduleExplorer']>> | undefined;
  try {
    const base = taken?.base ?? (await controls.getRecord());
    const before = taken?.messages ?? [];
    const messages = [...before, ...inFlight(composed, base, before)];
    const queries = queriesOf(programs.values(), idlOf, account.address);
    explorer = await services.openScheduleExplorer();
    const exploration = await explorer.explore({
      base,
      messages,
      // The next block of Ethereum, as far as the page knows.
      start: taken?.start ?? { height: status.height + 1, timestamp: status.timestamp + 12 },
      questions: queries.map(({ question }) => question),
      ...options,
      signal: abort.signal,
      onProgress: (done, total) => setState({ progress: { done, total } }),
    });
    setState({ result: { ...exploration, base, messages, queries, options, explorer } });
  } catch (error) {
    if (!abort.signal.aborted) setState({ failure: error });
  } finally {
    explorer?.terminate();
    setState({ progress: null, abort: null });
  }
}

/** Takes messages of the past in place of what was taken before. */
export async function takeLatestMessages(count: number): Promise<void> {
  const { controls } = useNetwork.getState();
  if (!controls) return;
  try {
    const taken = takeLatest(await controls.getRecord(), count);
    if (!taken) {
      throw new AppError({
        code: 'NOTHING_TO_TAKE',
        shortMessage: 'There are no messages to take',
        details: 'A message that created or initialised a program cannot come later than it did.',
        hint: 'Send some messages first, or write them below.',
      });
    }
    setState({ taken, result: null, failure: null });
  } catch (failure) {
    setState({ failure });
  }
}
