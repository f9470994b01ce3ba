import type { Hex } from '../../shared/hex.ts';

/** Who may send a message in an exploration: the account, or somebody who is only made up. */
export const OTHER_SENDERS: readonly { name: string; address: Hex }[] = [2, 3, 4, 5, 6].map((number) => ({
  name: `Sender ${number}`,
  address: `0x${`0${number}`.repeat(20)}`,
}));

/** What a sender is called; undefined for one that is neither. */
export function senderName(address: Hex, account: Hex | undefined): string | undefined {
  return address === account ? 'You' : OTHER_SENDERS.find((sender) => sender.address === address)?.name;
}
