import { useMemo } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import { groupDigits } from '../../shared/units.ts';
import { useLayout } from '../../stores/layout-store.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { inspectState } from '../../stores/program-store.ts';
import { useProgramSnapshot } from '../../stores/use-program-snapshot.ts';
import { Hash } from '../../ui/hash.tsx';

/** The state hash before and after the latest message, and the way to look inside. */
export function LatestState({ program }: { program: ProgramSummary }) {
  const messages = useNetwork((state) => state.messages);
  const { snapshot } = useProgramSnapshot(program.program, undefined, 'withoutPages');
  const execution = useMemo(
    () =>
      [...messages.values()].findLast((message) => message.program === program.program && message.execution)?.execution,
    [messages, program.program],
  );

  function inspect() {
    inspectState({ program: program.program, at: null, against: 'previous' });
    useLayout.getState().showBottom('inspector');
  }

  return (
    <section aria-label="State">
      <h3 className="section-title">State</h3>
      <p className="latest-state">
        {execution && execution.stateHashAfter === program.stateHash && (
          <>
            <Hash value={execution.stateHashBefore} what="State hash before" /> →{' '}
          </>
        )}
        <Hash value={program.stateHash} what="State hash" />
        {snapshot && (
          <span className="muted">
            {groupDigits(snapshot.pageCount)} page{snapshot.pageCount === 1 ? '' : 's'}
          </span>
        )}
        <button type="button" className="link" onClick={inspect}>
          Inspect
        </button>
      </p>
    </section>
  );
}
