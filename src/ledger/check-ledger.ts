import type { LedgerEntry, ProgramSummary } from '../network/network.ts';
import { balances } from './balances.ts';
import { earnings } from './earnings.ts';
import { isFilling } from './is-filling.ts';

/**
 * Where the movements and the programs' real balances disagree; empty when the books are right:
 * each program's movements sum up to its balances, Σ top-ups (conversions and what forked programs brought along among them) = Σ Executable Balances + Σ earnings, and every burn
 * is its gas × 100. All to the unit.
 */
export function checkLedger(
  entries: readonly LedgerEntry[],
  programs: readonly Pick<ProgramSummary, 'program' | 'executableBalance' | 'freeBalance'>[],
): string[] {
  const faults: string[] = [];
  const sums = balances(entries);
  for (const { program, executableBalance, freeBalance } of programs) {
    const { executable, free } = sums.get(program) ?? { executable: 0n, free: 0n };
    if (executable !== executableBalance) {
      faults.push(`${program}: Executable Balance is ${executableBalance}, its movements sum up to ${executable}`);
    }
    if (free !== freeBalance)
      faults.push(`${program}: Free Balance is ${freeBalance}, its movements sum up to ${free}`);
  }

  const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const topUps = sum(entries.filter(isFilling).map(({ amount }) => amount));
  const held = sum(programs.map(({ executableBalance }) => executableBalance));
  const earned = earnings(entries);
  if (topUps !== held + earned) faults.push(`Σ top-ups ${topUps} ≠ Σ balances ${held} + Σ earnings ${earned}`);

  for (const { kind, amount, gasBurned, messageId } of entries) {
    if (kind === 'burn' && amount !== -100n * BigInt(gasBurned ?? 0)) {
      faults.push(`${messageId}: ${gasBurned} gas burnt, but ${amount} moved`);
    }
  }
  return faults;
}
