import type { LedgerEntry } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

export interface FuelGauge {
  /** Executable Balance right after the latest top-up (or since it came from another network), WVARA units: what the gauge calls full. */
  full: bigint;
  /** Average cost of the latest burns, WVARA units; null before the first. */
  averageBurn: bigint | null;
  /** Messages that the balance still pays for at that average; null before the first burn. */
  runway: number | null;
  /** Costs of the latest burns in WVARA, oldest first. */
  burns: number[];
}

const AVERAGED = 10;
const SHOWN = 40;

/** How far a program's Executable Balance reaches, from what it really burnt. */
export function fuelGauge(ledger: readonly LedgerEntry[], program: Hex, balance: bigint): FuelGauge {
  let running = 0n;
  let full = 0n;
  const costs: bigint[] = [];
  for (const entry of ledger) {
    if (entry.program !== program || (!isFilling(entry) && entry.kind !== 'burn')) continue;
    running += entry.amount;
    if (isFilling(entry)) full = running;
    else costs.push(-entry.amount);
  }
  const latest = costs.slice(-AVERAGED);
  const averageBurn = latest.length === 0 ? null : latest.reduce((sum, cost) => sum + cost, 0n) / BigInt(latest.length);
  return {
    full: full > balance ? full : balance,
    averageBurn,
    runway: averageBurn === null || averageBurn === 0n ? null : Number(balance / averageBurn),
    burns: costs.slice(-SHOWN).map((cost) => Number(cost) / 1e12),
  };
}

export interface Totals {
  toppedUp: bigint;
  /** Positive. */
  burnt: bigint;
  balance: bigint;
}

/** Sums of the Executable Balance's movements, of one program or of all: topped up − burnt = balance. */
export function executableTotals(ledger: readonly LedgerEntry[], program: Hex | null): Totals {
  let toppedUp = 0n;
  let burnt = 0n;
  for (const entry of ledger) {
    if (program !== null && entry.program !== program) continue;
    if (isFilling(entry)) toppedUp += entry.amount;
    else if (entry.kind === 'burn') burnt -= entry.amount;
  }
  return { toppedUp, burnt, balance: toppedUp - burnt };
}

/** Whether it brought WVARA from outside. */
function isFilling({ kind }: LedgerEntry): boolean {
  return kind === 'topUp' || kind === 'forked';
}
