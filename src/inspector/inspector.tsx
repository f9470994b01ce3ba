import { useNetwork } from '../stores/network-store.ts';
import { inspectState, useProgramLabel, useProgramStore } from '../stores/program-store.ts';
import { useProgramSnapshot } from '../stores/use-program-snapshot.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { PagesMap } from './pages-map.tsx';
import { StateFacts } from './state-facts.tsx';

/** A program's whole state as the executors agree on it: now, or before and after one message. */
export function Inspector() {
  const selected = useProgramStore((state) => state.selected);
  const inspected = useProgramStore((state) => state.inspected);
  const known = useNetwork((state) => state.programs);
  const labelOf = useProgramLabel();
  const program = inspected?.program ?? selected;
  const after = useProgramSnapshot(program, inspected?.after);
  const before = useProgramSnapshot(inspected ? program : null, inspected?.before);
  if (!program || !known.has(program)) {
    return (
      <EmptyState text="Deploy or choose a program to see its state: balances, queues, waiting messages and memory pages." />
    );
  }
  return (
    <div className="inspector">
      <header className="inspector__header">
        <h3>{labelOf(program)}</h3>
        {inspected ? (
          <>
            <span className="muted">before and after a message</span>
            <button type="button" className="link" onClick={() => inspectState(null)}>
              Show the latest state
            </button>
          </>
        ) : (
          <span className="muted">latest state</span>
        )}
      </header>
      {after.error !== null && <ErrorNote error={after.error} />}
      {before.error !== null && <ErrorNote error={before.error} />}
      {after.snapshot && (
        <>
          <StateFacts before={inspected ? before.snapshot : null} after={after.snapshot} />
          <PagesMap before={inspected ? before.snapshot : null} after={after.snapshot} />
        </>
      )}
    </div>
  );
}
