import type { LedgerEntry } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

export interface MessageBurn {
  program: Hex;
  messageId: Hex;
  gas: number;
  /** WVARA units */
  cost: bigint;
}

/**
 * What each message burnt, in the order in which the messages first burnt. A message that waited burnt several
 * times; it is listed once, with the sum.
 */
export function burnPerMessage(entries: Iterable<LedgerEntry>): MessageBurn[] {
  const burns = new Map<Hex, MessageBurn>();
  for (const { kind, program, messageId, amount, gasBurned = 0 } of entries) {
    if (kind !== 'burn' || !messageId) continue;
    const burn = burns.get(messageId) ?? { program, messageId, gas: 0, cost: 0n };
    burns.set(messageId, burn);
    burn.gas += gasBurned;
    burn.cost -= amount;
  }
  return [...burns.values()];
}
