import { useMemo, useState } from 'react';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useServices } from '../services-context.ts';
import { ComparisonResult } from './comparison-result.tsx';
import { compare, useComparison } from './comparison-store.ts';
import { makeReadyMadeLoad, makeSessionLoad } from './make-load.ts';
import { RECIPES, type Recipe } from './ready-made-load.ts';
import { replayablePart } from './session-load.ts';

/** A session with less than this has nothing to show: it is through before a second executor has its state. */
const WORTHWHILE = { programs: 2, messages: 20 };
const cores = () => navigator.hardwareConcurrency || 1;

/** The same load with one and with several executors, on chains of their own. */
export function Comparison() {
  const services = useServices();
  const labelOf = useProgramLabel();
  const state = useComparison();
  const session = useSession();
  const isWorthwhile = session.programs >= WORTHWHILE.programs && session.messages >= WORTHWHILE.messages;
  const [source, setSource] = useState<'session' | 'ready'>(isWorthwhile ? 'session' : 'ready');
  const [recipe, setRecipe] = useState<Recipe>(RECIPES[0] as Recipe);
  const [programs, setPrograms] = useState(8);
  const [messages, setMessages] = useState(24);
  const [times, setTimes] = useState(1);
  const [executors, setExecutors] = useState(Math.min(16, Math.max(2, cores() - 1)));
  const isRunning = state.phase === 'running';

  const run = () =>
    compare(
      services.replay,
      () =>
        source === 'session'
          ? makeSessionLoad(times, labelOf)
          : makeReadyMadeLoad(services, recipe, { programs, messages }),
      executors,
    );

  return (
    <section className="comparison" aria-label="One executor and several">
      <form
        className="comparison__form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Segmented
          label="Load"
          options={[
            { id: 'ready', label: 'Ready-made load' },
            {
              id: 'session',
              label: `This session (${session.programs} program${session.programs === 1 ? '' : 's'}, ${session.messages} message${session.messages === 1 ? '' : 's'})`,
              disabled: session.messages === 0,
            },
          ]}
          value={source}
          onChange={setSource}
        />
        {source === 'ready' ? (
          <>
            <label>
              Programs are{' '}
              <select
                className="input comparison__recipe"
                value={recipe.template}
                onChange={(event) =>
                  setRecipe(RECIPES.find(({ template }) => template === event.target.value) ?? recipe)
                }
              >
                {RECIPES.map(({ template, title }) => (
                  <option key={template} value={template}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
            <NumberField label="Programs" value={programs} min={1} max={32} onChange={setPrograms} />
            <NumberField label="Messages each" value={messages} min={1} max={500} onChange={setMessages} />
          </>
        ) : (
          <NumberField label="Times over" value={times} min={1} max={100} onChange={setTimes} />
        )}
        <NumberField label="Executors to compare with one" value={executors} min={1} max={16} onChange={setExecutors} />
        {isRunning ? (
          <button type="button" className="button" onClick={state.cancel}>
            Cancel
          </button>
        ) : (
          <button type="submit" className="button button--primary">
            Compare
          </button>
        )}
      </form>
      <p className="muted">
        {source === 'session' && !isWorthwhile && 'The session is small: the ready-made load shows more. '}
        Both runs begin with a new chain in workers of their own; this session’s chain is not touched. Creating and
        initialising the programs is not counted.
      </p>
      {isRunning && (
        <p className="comparison__progress">
          <progress value={state.done} max={1} aria-label="Progress of the comparison" />
          <span role="status">{state.step}</span>
        </p>
      )}
      {state.phase === 'failed' && <ErrorNote error={state.error} />}
      {state.phase === 'done' && (
        <ComparisonResult load={state.load} one={state.one} many={state.many} cores={cores()} />
      )}
    </section>
  );
}

/** How much of the session can be run again. */
function useSession(): { programs: number; messages: number } {
  const programs = useNetwork((state) => state.programs);
  const messages = useNetwork((state) => state.messages);
  const ledger = useNetwork((state) => state.ledger);
  return useMemo(() => {
    const part = replayablePart({ programs, messages, ledger });
    // The first message of each belongs to the set-up.
    return { programs: part.programs.length, messages: part.messages.length - part.programs.length };
  }, [programs, messages, ledger]);
}
