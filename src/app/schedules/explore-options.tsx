import { useState } from 'react';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { useServices } from '../services-context.ts';
import { runExploration, takeLatestMessages } from './run-exploration.ts';
import { setOptions, useSchedules } from './schedule-store.ts';

/** How many schedules, by which seed, over how many blocks; and the start. */
export function ExploreOptions() {
  const services = useServices();
  const idlOf = useInterfaceOf();
  const { seed, count, blocks, compareStates } = useSchedules((state) => state.options);
  const hasMessages = useSchedules((state) => state.composed.length + (state.taken?.messages.length ?? 0) > 0);
  const progress = useSchedules((state) => state.progress);
  const abort = useSchedules((state) => state.abort);
  return (
    <form
      className="schedules__options"
      aria-label="Exploration"
      onSubmit={(event) => {
        event.preventDefault();
        void runExploration(services, idlOf);
      }}
    >
      <NumberField
        className="schedules__field"
        label="Schedules at most"
        min={1}
        max={10_000}
        value={count}
        onChange={(count) => setOptions({ count })}
      />
      <NumberField
        className="schedules__field"
        label="Seed"
        min={0}
        max={2 ** 32 - 1}
        value={seed}
        onChange={(seed) => setOptions({ seed })}
      />
      <NumberField
        className="schedules__field"
        label="Over blocks"
        min={1}
        max={4}
        value={blocks}
        onChange={(blocks) => setOptions({ blocks })}
      />
      <label className="check" title="They differ whenever gas or a message id does">
        <input
          type="checkbox"
          checked={compareStates}
          onChange={(event) => setOptions({ compareStates: event.currentTarget.checked })}
        />
        Compare state hashes too
      </label>
      {progress ? (
        <>
          <button type="button" className="button" onClick={() => abort?.()}>
            Stop
          </button>
          <progress aria-label="Schedules run" max={progress.total || 1} value={progress.done} />
          <span className="muted num" aria-live="polite">
            {progress.total > 0 ? `${progress.done} of ${progress.total}` : 'Starting…'}
          </span>
        </>
      ) : (
        <button type="submit" className="button button--primary" disabled={!hasMessages}>
          Explore
        </button>
      )}
    </form>
  );
}

/** Takes messages of the session, with the chain as it was before them. */
export function TakeLatest() {
  const [count, setCount] = useState(2);
  const isBusy = useSchedules((state) => state.progress !== null);
  return (
    <div className="schedules__take">
      <NumberField
        className="schedules__field"
        label="Latest messages"
        min={1}
        max={64}
        value={count}
        onChange={setCount}
      />
      <button type="button" className="button" disabled={isBusy} onClick={() => void takeLatestMessages(count)}>
        Take from the session
      </button>
    </div>
  );
}
