import type { Hex } from '../../shared/hex.ts';
import { executableTotals } from '../../stores/ledger-math.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { Wvara } from '../../ui/amount.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ConverterFacts } from './converter-facts.tsx';

/** Proof in numbers: topped up − burnt = balance, and what all programs burnt is what the executors earned. */
export function LedgerSums({ program }: { program: Hex | null }) {
  const ledger = useNetwork((state) => state.ledger);
  const programs = useNetwork((state) => state.programs);
  const isSimulated = useNetwork((state) => state.network?.info.chainId === null);
  const own = executableTotals(ledger, program);
  const all = executableTotals(ledger, null);
  const held = program
    ? (programs.get(program)?.executableBalance ?? 0n)
    : [...programs.values()].reduce((sum, { executableBalance }) => sum + executableBalance, 0n);
  return (
    <section className="ledger__sums" aria-label="Sums">
      <h3 className="section-title">Executable Balance</h3>
      <dl className="sums">
        <dt>Topped up</dt>
        <dd>
          <Wvara value={own.toppedUp} />
        </dd>
        <dt>Burnt by messages</dt>
        <dd>
          <Wvara value={-own.burnt} />
        </dd>
        <dt className="sums__total">Balance</dt>
        <dd className="sums__total">
          <Wvara value={held} />
          {isSimulated && <Check holds={own.balance === held} what="topped up − burnt" />}
        </dd>
      </dl>
      {!isSimulated && (
        <p className="muted">
          Top-ups and burns are those that this browser has seen; the balance is what the network tells. Who earned what
          is settled among the validators.
        </p>
      )}
      {isSimulated && <Earnings burnt={all.burnt} />}
      <ConverterFacts />
    </section>
  );
}

/** On the local network all executors are known, so what programs burnt is what they earned. */
function Earnings({ burnt }: { burnt: bigint }) {
  const earnings = useNetwork((state) => state.status?.executorsEarnings ?? 0n);
  const executors = useNetwork((state) => state.status?.executors);
  return (
    <>
      <h3 className="section-title">Executors’ earnings</h3>
      <dl className="sums">
        {executors?.map(({ index, earnings: earned }) => (
          <div key={index} className="sums__row">
            <dt>#{index}</dt>
            <dd>
              <Wvara value={earned} />
            </dd>
          </div>
        ))}
        <dt className="sums__total">All executors</dt>
        <dd className="sums__total">
          <Wvara value={earnings} />
          <Check holds={burnt === earnings} what="what all programs burnt" />
        </dd>
      </dl>
    </>
  );
}

function Check({ holds, what }: { holds: boolean; what: string }) {
  return (
    <span className={holds ? 'success' : 'danger'} title={holds ? `Equal to ${what}` : `Differs from ${what}`}>
      <Icon name={holds ? 'check' : 'error'} size={14} />
      <span className="visually-hidden">{holds ? `Equal to ${what}` : `Differs from ${what}`}</span>
    </span>
  );
}
