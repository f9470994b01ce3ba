import { useState } from 'react';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramLabel, useProgramStore } from '../../stores/program-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { deploy } from '../commands/program-commands.ts';
import { LedgerSums } from './ledger-sums.tsx';
import { LedgerTable } from './ledger-table.tsx';

/** Every movement of balances, by message and cause, and what they add up to. */
export function LedgerPanel() {
  const ledger = useNetwork((state) => state.ledger);
  const selected = useProgramStore((state) => state.selected);
  const labelOf = useProgramLabel();
  const [scope, setScope] = useState<'program' | 'all'>('program');
  if (ledger.length === 0) {
    return (
      <EmptyState text="Top-ups and what each message burns appear here. Deploy a program to begin.">
        <CommandButton command={deploy} />
      </EmptyState>
    );
  }
  const program = scope === 'program' ? selected : null;
  return (
    <div className="ledger">
      <div className="ledger__entries">
        {selected && (
          <Segmented
            label="Whose ledger"
            options={[
              { id: 'program', label: labelOf(selected) },
              { id: 'all', label: 'All programs' },
            ]}
            value={scope}
            onChange={setScope}
          />
        )}
        <LedgerTable entries={program ? ledger.filter((entry) => entry.program === program) : ledger} />
      </div>
      <LedgerSums program={program} />
    </div>
  );
}
