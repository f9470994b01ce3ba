import type { ReactNode } from 'react';
import type { ProgramSnapshot } from '../network/network.ts';
import { groupDigits } from '../shared/units.ts';
import { Eth, Wvara } from '../ui/amount.tsx';
import { Hash } from '../ui/hash.tsx';

const FACTS: {
  name: string;
  of: (state: ProgramSnapshot) => ReactNode;
  same: (a: ProgramSnapshot, b: ProgramSnapshot) => boolean;
}[] = [
  {
    name: 'State hash',
    of: (state) => <Hash value={state.stateHash} what="State hash" />,
    same: (a, b) => a.stateHash === b.stateHash,
  },
  { name: 'Code', of: (state) => <Hash value={state.codeId} what="Code id" />, same: (a, b) => a.codeId === b.codeId },
  { name: 'Status', of: (state) => state.status, same: (a, b) => a.status === b.status },
  {
    name: 'Executable Balance',
    of: (state) => <Wvara value={state.executableBalance} />,
    same: (a, b) => a.executableBalance === b.executableBalance,
  },
  {
    name: 'Free Balance',
    of: (state) => <Eth value={state.freeBalance} />,
    same: (a, b) => a.freeBalance === b.freeBalance,
  },
  {
    name: 'Canonical queue',
    of: (state) => count(state.canonicalQueue),
    same: (a, b) => a.canonicalQueue === b.canonicalQueue,
  },
  {
    name: 'Injected queue',
    of: (state) => count(state.injectedQueue),
    same: (a, b) => a.injectedQueue === b.injectedQueue,
  },
  {
    name: 'Mailbox',
    of: (state) => count(state.mailbox.length),
    same: (a, b) => a.mailbox.length === b.mailbox.length,
  },
  {
    name: 'Waiting',
    of: (state) => <Waiting state={state} />,
    same: (a, b) => a.waitlist.length === b.waitlist.length,
  },
];

/** The state's parts in a table; with a state before, what changed is marked. */
export function StateFacts({ before, after }: { before: ProgramSnapshot | null; after: ProgramSnapshot }) {
  return (
    <table className="table inspector__facts">
      {before && (
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
      )}
      <tbody>
        {FACTS.map(({ name, of, same }) => (
          <tr key={name} data-changed={(before && !same(before, after)) || undefined}>
            <th scope="row">{name}</th>
            {before && <td>{of(before)}</td>}
            <td>{of(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Waiting({ state }: { state: ProgramSnapshot }) {
  if (state.waitlist.length === 0) return 'none';
  return (
    <ul>
      {state.waitlist.map(({ messageId, expiryHeight }) => (
        <li key={messageId}>
          <Hash value={messageId} what="Message id" />{' '}
          <span className="muted">until height {groupDigits(expiryHeight)}</span>
        </li>
      ))}
    </ul>
  );
}

function count(messages: number): string {
  return messages === 0 ? 'empty' : `${groupDigits(messages)} message${messages === 1 ? '' : 's'}`;
}
