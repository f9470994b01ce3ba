import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../network/network.ts';
import { executableTotals, fuelGauge } from './ledger-math.ts';

const entry = (kind: LedgerEntry['kind'], amount: bigint, program: '0x01' | '0x02' = '0x01'): LedgerEntry => ({
  at: 0,
  program,
  kind,
  amount,
});
const ledger = [
  entry('topUp', 100n),
  entry('burn', -10n),
  entry('topUp', 500n, '0x02'),
  entry('burn', -20n),
  entry('freeTopUp', 7n),
];

describe('ledger math', () => {
  it('tells the runway from what was burnt', () => {
    expect(fuelGauge(ledger, '0x01', 70n)).toMatchObject({ full: 100n, runway: 4 });
    expect(fuelGauge(ledger, '0x02', 500n)).toMatchObject({ full: 500n, runway: null });
  });

  it('counts a message that waited, and so burnt twice, as one', () => {
    const waited = [
      entry('topUp', 100n),
      ...[10n, 30n].map((cost) => ({ ...entry('burn', -cost), messageId: '0x07' as const })),
    ];
    expect(fuelGauge(waited, '0x01', 60n)).toMatchObject({ runway: 1, burns: [40e-12] });
  });

  it('adds up', () => {
    expect(executableTotals(ledger, '0x01')).toEqual({ toppedUp: 100n, burnt: 30n, balance: 70n });
    expect(executableTotals(ledger, null)).toEqual({ toppedUp: 600n, burnt: 30n, balance: 570n });
  });
});
