import { burnPerMessage } from '../ledger/burn-per-message.ts';
import { isFilling } from '../ledger/is-filling.ts';
import { runway } from '../ledger/runway.ts';
import type { LedgerEntry } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

export interface FuelGauge {
  /** Executable Balance right after the latest top-up (or since it came from another network), WVARA units: what the gauge calls full. */
  full: bigint;
  /** After about how many more messages it runs dry, at the average cost of the latest; null before the first burn. */
  runway: number | null;
  /** Costs of the latest messages in WVARA, oldest first. */
  burns: number[];
}

const SHOWN = 40;

/** How far a program's Executable Balance reaches, from what its messages really burnt. */
export function fuelGauge(ledger: readonly LedgerEntry[], program: Hex, balance: bigint): FuelGauge {
  const own = ledger.filter((entry) => entry.program === program);
  let running = 0n;
  let full = 0n;
  for (const entry of own) {
    if (!isFilling(entry) && entry.kind !== 'burn') continue;
    running += entry.amount;
    if (isFilling(entry)) full = running;
  }
  const burns = burnPerMessage(own);
  return {
    full: full > balance ? full : balance,
    runway: runway(balance, burns) ?? null,
    burns: burns.slice(-SHOWN).map(({ cost }) => Number(cost) / 1e12),
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
