import type { MessageRecord } from '../network.ts';

/** A message's record, and what is noted beside it to follow it further. */
export interface KnownMessage {
  record: MessageRecord;
  /** The block that took it in, for a message through Ethereum. */
  block?: number;
  /** For an injected message: the height of its reference block. */
  referenceHeight?: number;
  /** For an injected message: Ethereum's height when its pre-confirmation was there. */
  preConfirmedHeight?: number;
}
