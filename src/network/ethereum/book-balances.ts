import { WVARA_PER_GAS } from '../../ledger/gas-cost.ts';
import type { ProgramStateHead } from '../../protocol/program-state.ts';
import type { Hex } from '../../shared/hex.ts';
import type { LedgerEntry } from '../network.ts';
import type { LogPlace } from './apply-logs.ts';
import type { EthereumHistory } from './ethereum-history.ts';
import type { KnownProgram } from './known-program.ts';

/**
 * Writes into the ledger how the program's balances came from the booked state to the Mirror's latest, so that its
 * movements always sum up to a settled state's balances. Top-ups are known from Ethereum; the rest of the difference in
 * the Executable Balance was burnt, in gas × 100. Whose gas it was is known only where a single message ran: its record
 * then gets its execution.
 */
export function bookBalances(
  history: EthereumHistory,
  program: KnownProgram,
  { place, after, committedHeight }: { place: LogPlace; after: ProgramStateHead; committedHeight: number },
): void {
  const { booked, ran, stateHash } = program;
  const enter = (entry: Omit<LedgerEntry, 'at' | 'program'>) =>
    history.book(place.block, { at: place.at, program: program.program, ...entry }, stateHash);
  const sums = { topUp: 0n, converted: 0n, freeTopUp: 0n };
  for (const { kind, amount, paid } of program.topUps.filter(({ settled }) => settled)) {
    sums[kind] += amount;
    enter({ kind, amount, ...(paid !== undefined && { paid }) });
  }
  const messageId = ran?.length === 1 ? (ran[0] as Hex) : undefined;
  const cause = messageId && { messageId };

  const burnt = booked.executable + sums.topUp + sums.converted - after.executableBalance;
  const gasBurned = Number(burnt / WVARA_PER_GAS);
  if (burnt !== 0n) enter({ kind: 'burn', amount: -burnt, gasBurned, ...cause });
  const moved = after.balance - booked.free - sums.freeTopUp;
  if (moved !== 0n) enter({ kind: moved > 0n ? 'valueIn' : 'valueOut', amount: moved, ...cause });

  const reply = messageId && history.message(messageId)?.record.reply;
  // What is not charged, a cheap panic of an injected message, has no reply on Ethereum either.
  if (messageId && reply && burnt >= 0n) {
    const outcome = reply.codeText.startsWith('Success') ? 'Success' : reply.codeText;
    const states = { stateHashBefore: booked.stateHash, stateHashAfter: stateHash };
    const gas = { gasBurned, charged: true, cost: burnt };
    history.update(messageId, { execution: { outcome, ...gas, ...states, height: committedHeight } });
  }
  program.topUps = program.topUps.filter(({ settled }) => !settled);
  program.ran = [];
  program.booked = { stateHash, executable: after.executableBalance, free: after.balance };
}
