import type { NetworkStatus } from '../../network/network.ts';
import { formatUnits, groupDigits, WVARA_DECIMALS } from '../../shared/units.ts';
import { Wvara } from '../../ui/amount.tsx';

/** A row for each executor (worker): what it does, how much it ran and earned. */
export function ExecutorsTable({ status: { executors, executorsEarnings } }: { status: NetworkStatus }) {
  return (
    <table className="table executors__table">
      <thead>
        <tr>
          <th scope="col">Executor</th>
          <th scope="col">State</th>
          <th scope="col" className="table__num">
            Runs
          </th>
          <th scope="col" className="table__num">
            Earned
          </th>
        </tr>
      </thead>
      <tbody>
        {executors.map(({ index, state, runs, earnings }) => (
          <tr key={index}>
            <th scope="row">#{index}</th>
            <td>
              <span className="dot" data-state={state} /> {state}
            </td>
            <td className="table__num">{groupDigits(runs)}</td>
            <td className="table__num">
              <Wvara value={earnings} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Sum</th>
          <td />
          <td className="table__num">{groupDigits(executors.reduce((sum, { runs }) => sum + runs, 0))}</td>
          <td className="table__num" title={`${formatUnits(executorsEarnings, WVARA_DECIMALS)} WVARA`}>
            <Wvara value={executorsEarnings} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
