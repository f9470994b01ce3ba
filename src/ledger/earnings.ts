import type { LedgerEntry } from '../network/network.ts';

/** What the executors earned, WVARA units: everything that programs burnt. */
export function earnings(entries: Iterable<LedgerEntry>): bigint {
  let sum = 0n;
  for (const { kind, amount } of entries) if (kind === 'burn') sum -= amount;
  return sum;
}
