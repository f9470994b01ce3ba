import type { LedgerEntry } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

export interface MessageBurn {
  program: Hex;
  /** Absent: several messages may have burnt it, as on Ethereum, which tells sums only. */
  messageId?: Hex;
  gas: number;
  /** WVARA units */
  cost: bigint;
}

/**
 * What each message burnt, in the order in which the messages first burnt. A message that waited burnt several
 * times; it is listed once, with the sum. What cannot be told apart counts as one message.
 */
export function burnPerMessage(entries: Iterable<LedgerEntry>): MessageBurn[] {
  const burns = new Map<Hex | LedgerEntry, MessageBurn>();
  for (const entry of entries) {
    const { kind, program, messageId, amount, gasBurned = 0 } = entry;
    if (kind !== 'burn') continue;
    const burn = burns.get(messageId ?? entry) ?? { program, ...(messageId && { messageId }), gas: 0, cost: 0n };
    burns.set(messageId ?? entry, burn);
    burn.gas += gasBurned;
    burn.cost -= amount;
  }
  return [...burns.values()];
}
