import type { LedgerEntry } from '../../network/network.ts';
import { formatTime } from '../../shared/units.ts';
import { useLayout } from '../../stores/layout-store.ts';
import { useProgramLabel } from '../../stores/program-store.ts';
import { Eth, Gas, Wvara } from '../../ui/amount.tsx';

const KINDS: Record<LedgerEntry['kind'], { text: string; currency: 'WVARA' | 'ETH' }> = {
  topUp: { text: 'Top-up', currency: 'WVARA' },
  converted: { text: 'Converted', currency: 'WVARA' },
  burn: { text: 'Burn', currency: 'WVARA' },
  forked: { text: 'Forked', currency: 'WVARA' },
  freeTopUp: { text: 'Free Balance top-up', currency: 'ETH' },
  valueIn: { text: 'Value in', currency: 'ETH' },
  valueOut: { text: 'Value out', currency: 'ETH' },
  freeForked: { text: 'Forked Free Balance', currency: 'ETH' },
};
const SHOWN = 300;

/** Movements, the newest first. A burn leads to the message that caused it. */
export function LedgerTable({ entries }: { entries: readonly LedgerEntry[] }) {
  const labelOf = useProgramLabel();
  const shown = entries.slice(-SHOWN).toReversed();
  return (
    <table className="table ledger__table">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Program</th>
          <th scope="col">What</th>
          <th scope="col" className="table__num">
            Gas
          </th>
          <th scope="col" className="table__num">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((entry, index) => {
          const { text, currency } = KINDS[entry.kind];
          return (
            // The ledger only grows: an entry's place in it is its identity.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <tr key={entries.length - index}>
              <td className="num muted">{formatTime(entry.at)}</td>
              <td>{labelOf(entry.program)}</td>
              <td>
                {entry.messageId ? <MessageLink id={entry.messageId} text={text} /> : text}
                {entry.paid !== undefined && (
                  <span className="muted">
                    {' '}
                    from <Eth value={entry.paid} />
                  </span>
                )}
              </td>
              <td className="table__num">{entry.gasBurned !== undefined && <Gas value={entry.gasBurned} />}</td>
              <td className="table__num">
                {currency === 'WVARA' ? <Wvara value={entry.amount} signed /> : <Eth value={entry.amount} signed />}
              </td>
            </tr>
          );
        })}
      </tbody>
      {entries.length > SHOWN && (
        <caption className="muted">
          The latest {SHOWN} of {entries.length} entries
        </caption>
      )}
    </table>
  );
}

function MessageLink({ id, text }: { id: NonNullable<LedgerEntry['messageId']>; text: string }) {
  return (
    <button
      type="button"
      className="link"
      title="Show the message in the timeline"
      onClick={() => {
        useLayout.getState().setOpenMessage(id);
        useLayout.getState().showBottom('timeline');
      }}
    >
      {text}
    </button>
  );
}
