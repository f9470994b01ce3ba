import type { StatePoint } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { useInterfaceOf } from '../stores/interfaces.ts';
import { useNetwork } from '../stores/network-store.ts';
import { type InspectedStates, inspectState, useProgramLabel, useProgramStore } from '../stores/program-store.ts';
import { useProgramSnapshot } from '../stores/use-program-snapshot.ts';
import { useProgramStates } from '../stores/use-program-states.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { ForkHere, type ForkHereProps } from './fork-here.tsx';
import { locateStates, stepTo } from './locate-states.ts';
import { PagesMap } from './pages-map.tsx';
import { StateFacts } from './state-facts.tsx';
import { StateList } from './state-list.tsx';
import { StateNote } from './state-note.tsx';
import { StateQueries } from './state-queries.tsx';
import { StepBar } from './step-bar.tsx';

/**
 * A program through time: every state that it went through, what is in the one that is chosen, and how it differs from
 * another. A message's before and after are two of them.
 */
export function Inspector({ fork }: Pick<ForkHereProps, 'fork'>) {
  const selected = useProgramStore((state) => state.selected);
  const inspected = useProgramStore((state) => state.inspected);
  const program = inspected?.program ?? selected;
  const isKnown = useNetwork((state) => program !== null && state.programs.has(program));
  if (!program || !isKnown) {
    return (
      <EmptyState text="Deploy or choose a program to see its states through time: balances, queues, waiting messages, answers and memory pages." />
    );
  }
  return <Travel key={program} program={program} inspected={inspected} fork={fork} />;
}

interface TravelProps extends Pick<ForkHereProps, 'fork'> {
  program: Hex;
  inspected: InspectedStates | null;
}

function Travel({ program, inspected, fork }: TravelProps) {
  const labelOf = useProgramLabel();
  const idl = useInterfaceOf()(program);
  const { states, error } = useProgramStates(program);
  const located = locateStates(states, inspected);
  const { index, base } = located;
  const state = states[index];
  const isPast = inspected !== null && inspected.at !== null;
  const after = useProgramSnapshot(program, isPast ? (located.stateHash ?? undefined) : undefined);
  const before = useProgramSnapshot(base ? program : null, base?.stateHash);
  const against = inspected?.against ?? null;
  const compareWith = (against: InspectedStates['against']) =>
    inspectState({ program, at: inspected?.at ?? null, against, place: index });
  const step = (place: number) => inspectState(stepTo(states, { program, place, located, against }));
  const shownBase = base && before.snapshot ? before.snapshot : null;

  return (
    <div className="inspector">
      <header className="inspector__header">
        <h3>{labelOf(program)}</h3>
        <StepBar current={index} count={states.length} onStep={step} />
        <span className="muted" role="status">
          {whichState(states, index)}
          {base && `, ${whichBase(states, index, base.index)}`}
        </span>
      </header>
      {error !== null && <ErrorNote error={error} />}
      <div className="inspector__body">
        <aside className="states" aria-label="History">
          <StateList states={states} current={index} base={base?.index ?? -1} idl={idl} onStep={step} />
        </aside>
        <div className="inspector__state">
          <div className="inspector__actions">
            <button
              type="button"
              className="button button--small"
              aria-pressed={base !== null && base.index === index - 1}
              disabled={index <= 0}
              onClick={() => compareWith('previous')}
            >
              Compare with the state before
            </button>
            <button
              type="button"
              className="button button--small"
              title="Keep this state at hand, then choose another one"
              disabled={!located.stateHash}
              onClick={() => compareWith(located.stateHash)}
            >
              Compare with this
            </button>
            {against !== null && (
              <button type="button" className="button button--small" onClick={() => compareWith(null)}>
                End comparison
              </button>
            )}
            {inspected !== null && index !== states.length - 1 && (
              <button type="button" className="link" onClick={() => inspectState(null)}>
                Show the latest state
              </button>
            )}
            {state && <ForkHere program={program} state={state} fork={fork} />}
          </div>
          {after.error !== null && <ErrorNote error={after.error} />}
          {base && before.error !== null && <ErrorNote error={before.error} />}
          {after.snapshot && (
            <>
              <StateNote state={after.snapshot} />
              <StateFacts before={shownBase} after={after.snapshot} idl={idl} />
              <StateQueries before={shownBase} after={after.snapshot} idl={idl} />
              <PagesMap before={shownBase} after={after.snapshot} />
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function whichState(states: readonly StatePoint[], index: number): string {
  if (states.length === 0) return 'reading its states…';
  if (index < 0) return 'a state that is not in its history here';
  return index === states.length - 1 ? `latest state, #${index}` : `state #${index} of #${states.length - 1}`;
}

function whichBase(states: readonly StatePoint[], index: number, base: number): string {
  const isByMessage = states[index]?.causes.some(({ kind }) => kind === 'message');
  if (base === index) return 'kept for comparison: choose another state';
  if (base < 0) return 'compared with a state that is not in its history here';
  return base === index - 1 && isByMessage ? 'before and after a message' : `compared with #${base}`;
}
