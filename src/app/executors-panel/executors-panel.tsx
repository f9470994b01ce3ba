import { useState } from 'react';
import { useNetwork } from '../../stores/network-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { showError } from '../commands/registry.ts';
import { ValidatorsTable } from '../validators-table.tsx';
import { Comparison } from './comparison.tsx';
import { ExecutorsTable } from './executors-table.tsx';
import { SessionLanes } from './session-lanes.tsx';

const VIEWS = [
  { id: 'session', label: 'This session' },
  { id: 'comparison', label: 'One and several compared' },
] as const;

/** What the executors (workers) do and did, over time and in sum, and what comes of having more of them. */
export function ExecutorsPanel() {
  const status = useNetwork((state) => state.status);
  const controls = useNetwork((state) => state.controls);
  const [view, setView] = useState<(typeof VIEWS)[number]['id']>('session');
  if (!status) return <EmptyState text="The network is not running yet." />;
  if (!controls) return <ValidatorsTable validators={status.validators} />;
  return (
    <div className="executors">
      <div className="executors__bar">
        <Segmented label="What to look at" options={VIEWS} value={view} onChange={setView} />
        <NumberField
          key={status.executors.length}
          label="Executors"
          min={1}
          max={16}
          value={status.executors.length}
          onChange={(count) => void controls.setExecutors(count).catch(showError)}
        />
        <span className="muted">
          Each is a Web Worker that runs whole queues of programs. State hashes are the same with any number of them.
        </span>
      </div>
      {view === 'session' ? <SessionLanes executors={status.executors.length} /> : <Comparison />}
      {view === 'session' && <ExecutorsTable status={status} />}
    </div>
  );
}
