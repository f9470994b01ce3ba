import { useNetwork } from '../../stores/network-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { ExploreOptions, TakeLatest } from './explore-options.tsx';
import { MessageComposer } from './message-composer.tsx';
import { MessageList } from './message-list.tsx';
import { OutcomeTable } from './outcome-table.tsx';
import { useSchedules } from './schedule-store.ts';

/** Runs messages that are not sent in many orders, to see whether the order matters. */
export function SchedulesPanel() {
  const isLocal = useNetwork((state) => state.controls !== null);
  const account = useNetwork((state) => state.account?.address);
  const hasPrograms = useNetwork((state) => state.programs.size > 0);
  const result = useSchedules((state) => state.result);
  const failure = useSchedules((state) => state.failure);
  if (!isLocal || !account) {
    return (
      <EmptyState text="Schedules are explored on the local network: the past of its chain is known to the last block." />
    );
  }
  if (!hasPrograms)
    return <EmptyState text="Deploy a program first; then messages to it are explored in many orders." />;
  return (
    <div className="schedules">
      <section className="schedules__setup" aria-label="Messages to explore">
        <p className="muted">
          Messages on their way arrive in an order that nobody who sends them controls. These are not sent: they run
          here in many orders, each on a copy of the chain.
        </p>
        <MessageList account={account} />
        <ExploreOptions />
        <MessageComposer account={account} />
        <TakeLatest />
      </section>
      <section className="schedules__result" aria-label="What came of them">
        {failure !== null && <ErrorNote error={failure} />}
        {result ? (
          <OutcomeTable result={result} />
        ) : (
          failure === null && (
            <p className="muted">The different outcomes appear here, with what differs between them.</p>
          )
        )}
      </section>
    </div>
  );
}
