import type { LedgerEntry } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

export interface Balances {
  /** WVARA units */
  executable: bigint;
  /** wei */
  free: bigint;
}

/** The balances of every program in `entries`: the sums of its movements. */
export function balances(entries: Iterable<LedgerEntry>): Map<Hex, Balances> {
  const sums = new Map<Hex, Balances>();
  for (const { program, kind, amount } of entries) {
    const sum = sums.get(program) ?? { executable: 0n, free: 0n };
    sums.set(program, sum);
    sum[ACCOUNTS[kind]] += amount;
  }
  return sums;
}

const ACCOUNTS: Record<LedgerEntry['kind'], keyof Balances> = {
  topUp: 'executable',
  converted: 'executable',
  burn: 'executable',
  forked: 'executable',
  freeTopUp: 'free',
  valueIn: 'free',
  valueOut: 'free',
  freeForked: 'free',
};
