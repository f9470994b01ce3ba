import type { ReactNode } from 'react';
import type { ProgramSnapshot } from '../network/network.ts';
import type { ProgramIdl } from '../program/idl.ts';
import { Eth, Wvara } from '../ui/amount.tsx';
import { Hash } from '../ui/hash.tsx';
import { type ListedMessage, PendingList } from './pending-list.tsx';

interface StateFact {
  name: string;
  of: (state: ProgramSnapshot) => ReactNode;
  /** What two states have in common when they are alike in this. */
  key: (state: ProgramSnapshot) => string;
  difference?: (before: ProgramSnapshot, after: ProgramSnapshot) => ReactNode;
}

const FACTS: StateFact[] = [
  {
    name: 'State hash',
    of: ({ stateHash }) => <Hash value={stateHash} what="State hash" />,
    key: ({ stateHash }) => stateHash,
  },
  { name: 'Code', of: ({ codeId }) => <Hash value={codeId} what="Code id" />, key: ({ codeId }) => codeId },
  { name: 'Status', of: ({ status }) => status, key: ({ status }) => status },
  {
    name: 'Executable Balance',
    of: ({ executableBalance }) => <Wvara value={executableBalance} />,
    key: ({ executableBalance }) => `${executableBalance}`,
    difference: (before, after) => <Wvara value={after.executableBalance - before.executableBalance} signed />,
  },
  {
    name: 'Free Balance',
    of: ({ freeBalance }) => <Eth value={freeBalance} />,
    key: ({ freeBalance }) => `${freeBalance}`,
    difference: (before, after) => <Eth value={after.freeBalance - before.freeBalance} signed />,
  },
];

const LISTS: { name: string; of: (state: ProgramSnapshot) => ListedMessage[] }[] = [
  { name: 'Canonical queue', of: ({ canonicalQueue }) => canonicalQueue },
  { name: 'Injected queue', of: ({ injectedQueue }) => injectedQueue },
  {
    name: 'Mailbox',
    of: ({ mailbox }) => mailbox.map(({ expiryHeight, ...entry }) => ({ ...entry, until: until(expiryHeight) })),
  },
  {
    name: 'Waiting',
    of: ({ waitlist }) => waitlist.map(({ expiryHeight, ...entry }) => ({ ...entry, until: until(expiryHeight) })),
  },
  {
    name: 'Delayed',
    of: ({ program, stash }) =>
      stash.map(({ dueHeight, kind, ...entry }) => ({
        ...entry,
        ...(entry.destination === program && { kind }),
        until: { words: 'at height', height: dueHeight },
      })),
  },
];

interface StateFactsProps {
  before: ProgramSnapshot | null;
  after: ProgramSnapshot;
  idl: ProgramIdl | undefined;
}

/** The state's parts in a table; with a state to compare with, what differs is marked, and balances by how much. */
export function StateFacts({ before, after, idl }: StateFactsProps) {
  const facts: StateFact[] = [
    ...FACTS,
    ...LISTS.map(
      ({ name, of }): StateFact => ({
        name,
        of: (state) => <PendingList messages={of(state)} idl={idl} />,
        key: (state) =>
          of(state)
            .map(({ messageId, until }) => `${messageId} ${until?.height}`)
            .join(),
      }),
    ),
  ];
  return (
    <table className="table inspector__facts">
      {before && (
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
      )}
      <tbody>
        {facts.map(({ name, of, key, difference }) => {
          const isChanged = before !== null && key(before) !== key(after);
          return (
            <tr key={name} data-changed={isChanged || undefined}>
              <th scope="row">{name}</th>
              {before && <td>{of(before)}</td>}
              <td className="inspector__after">{of(after)}</td>
              {before && <td>{isChanged && (difference?.(before, after) ?? 'changed')}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function until(height: number): NonNullable<ListedMessage['until']> {
  return { words: 'until height', height };
}
