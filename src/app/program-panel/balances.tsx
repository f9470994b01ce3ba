import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import type { ProgramSummary } from '../../network/network.ts';
import { ETH_DECIMALS, groupDigits, parseUnits, WVARA_DECIMALS } from '../../shared/units.ts';
import { fuelGauge } from '../../stores/ledger-math.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { Eth, Wvara } from '../../ui/amount.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { showError } from '../commands/registry.ts';
import { ledger as ledgerCommand } from '../commands/view-commands.ts';
import { AmountInput } from './amount-input.tsx';

/** Below this an injected message waits in the pool. WVARA units. */
const INJECTED_MINIMUM = 200_000_000_000n;

/** Executable Balance as a fuel gauge with its runway, and the Free Balance; both can be topped up here. */
export function Balances({ program }: { program: ProgramSummary }) {
  const ledger = useNetwork((state) => state.ledger);
  const [open, setOpen] = useState<'executable' | 'free' | null>(null);
  const { program: id, executableBalance: balance, freeBalance } = program;
  const gauge = useMemo(() => fuelGauge(ledger, id, balance), [ledger, id, balance]);
  const share = gauge.full === 0n ? 0 : Number((balance * 1000n) / gauge.full) / 10;
  const low = balance < INJECTED_MINIMUM;
  return (
    <section className="balances" aria-label="Balances">
      <div className="balances__row">
        <span className="balances__name">Executable</span>
        {/* <meter> cannot be styled alike in all browsers. */}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <span
          className="gauge"
          data-low={low || undefined}
          role="meter"
          aria-label="Executable Balance, share of the latest top-up"
          aria-valuenow={Math.round(share)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <span className="gauge__fill" style={{ width: `${share}%` }} />
        </span>
        <span data-testid="executable-balance">
          <Wvara value={balance} />
        </span>
        <button
          type="button"
          className="button button--small"
          aria-expanded={open === 'executable'}
          onClick={() => setOpen(open === 'executable' ? null : 'executable')}
        >
          Top up
        </button>
      </div>
      <div className="balances__sub muted">
        {gauge.runway === null ? (
          'No burn measured yet'
        ) : (
          <span
            data-testid="runway"
            title="Judged by what its latest 20 messages cost on average, as far as this browser has seen them"
          >
            Runs dry after about <span className="num">{groupDigits(gauge.runway)}</span> such message
            {gauge.runway === 1 ? '' : 's'}
          </span>
        )}
        {gauge.burns.length > 0 && (
          <Sparkline values={gauge.burns} label={`WVARA burnt by each of the latest ${gauge.burns.length} messages`} />
        )}
        <CommandButton command={ledgerCommand} className="link" show="text" label="Every burn" />
      </div>
      {open === 'executable' && <TopUp program={program} kind="executable" onDone={() => setOpen(null)} />}
      <div className="balances__row">
        <span className="balances__name">Free</span>
        <span className="balances__space" />
        <span data-testid="free-balance">
          <Eth value={freeBalance} />
        </span>
        <button
          type="button"
          className="button button--small"
          aria-label="Top up the Free Balance"
          aria-expanded={open === 'free'}
          onClick={() => setOpen(open === 'free' ? null : 'free')}
        >
          Top up
        </button>
      </div>
      {open === 'free' && <TopUp program={program} kind="free" onDone={() => setOpen(null)} />}
      {low && program.status !== 'terminated' && (
        <p className="note note--warning" data-testid="exhausted">
          Below 0.2 WVARA, injected messages wait in the pool until a top-up. A message through Ethereum is taken and
          answered out of gas when the balance cannot pay for it.
        </p>
      )}
    </section>
  );
}

function TopUp({
  program,
  kind,
  onDone,
}: {
  program: ProgramSummary;
  kind: 'executable' | 'free';
  onDone: () => void;
}) {
  const network = useNetwork((state) => state.network);
  const [text, setText] = useState(kind === 'executable' ? '10' : '0.1');
  const [busy, setBusy] = useState(false);
  const decimals = kind === 'executable' ? WVARA_DECIMALS : ETH_DECIMALS;
  const amount = parseUnits(text, decimals);

  async function topUp() {
    if (!network || !amount) return;
    setBusy(true);
    try {
      if (kind === 'executable') await network.topUpExecutableBalance(program.program, amount);
      else await network.topUpFreeBalance(program.program, amount);
      toast.success(`${text} ${kind === 'executable' ? 'WVARA' : 'ETH'} added`);
      onDone();
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="top-up"
      onSubmit={(event) => {
        event.preventDefault();
        void topUp();
      }}
    >
      <AmountInput
        label="Amount"
        unit={kind === 'executable' ? 'WVARA' : 'ETH'}
        decimals={decimals}
        text={text}
        onChange={setText}
      />
      <button type="submit" className="button button--primary" disabled={busy || !amount}>
        Add
      </button>
    </form>
  );
}
