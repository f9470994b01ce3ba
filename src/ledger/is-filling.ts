import type { LedgerEntry } from '../network/network.ts';

/** Whether a movement brought WVARA from outside: a top-up, a conversion, or what a forked program brought along. */
export function isFilling({ kind }: LedgerEntry): boolean {
  return kind === 'topUp' || kind === 'converted' || kind === 'forked';
}
