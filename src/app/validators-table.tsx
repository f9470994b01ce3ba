import type { Hex } from '../shared/hex.ts';
import { useExplorer } from '../stores/use-explorer.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Hash } from '../ui/hash.tsx';

/** Who executes on Ethereum: the Router's validators, whose signatures count. */
export function ValidatorsTable({ validators }: { validators: readonly Hex[] }) {
  const explorer = useExplorer();
  if (validators.length === 0) {
    return <EmptyState text="The Router has not told its validators yet. They execute the programs here." />;
  }
  return (
    <div className="executors">
      <p className="muted">
        Programs are executed by the validators of the Router. A pre-confirmation counts when one of them signed it;
        this app checks each signature.
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Validator</th>
            <th scope="col">Address</th>
          </tr>
        </thead>
        <tbody>
          {validators.map((validator, index) => (
            <tr key={validator}>
              <th scope="row">#{index}</th>
              <td>
                <Hash value={validator} what="Validator" head={10} tail={8} href={explorer('address', validator)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
