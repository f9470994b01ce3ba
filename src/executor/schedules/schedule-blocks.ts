import type { BlockRecord } from '../../network/network.ts';
import { addressOfActor, replyId } from '../../protocol/identifiers.ts';
import { injectedMessageId } from '../../protocol/injected-transaction.ts';
import type { Hex } from '../../shared/hex.ts';
import type { InFlight, Schedule } from './exploration.ts';

/** Seconds from one block of Ethereum to the next. */
const SLOT = 12;

/**
 * A schedule as blocks. A Mirror counts its messages as they come and makes their ids of that, so the ids of the messages
 * to a program stay in their order while the messages change places; an injected message's id is its own.
 *
 * @returns the blocks, and the id of each message in them
 */
export function scheduleBlocks(
  messages: readonly InFlight[],
  schedule: Schedule,
  { height, timestamp }: { height: number; timestamp: number },
): { blocks: BlockRecord[]; ids: Hex[] } {
  const ids: Hex[] = [];
  const free = new Map<Hex, Hex[]>();
  for (const message of messages) {
    if (message.type === 'message') free.set(message.program, [...(free.get(message.program) ?? []), message.id]);
  }
  const blocks = schedule.map((indexes, block) => ({
    height: height + block,
    timestamp: timestamp + SLOT * block,
    events: indexes.map((index) => {
      const message = messages[index] as InFlight;
      const placed =
        message.type === 'message' ? { ...message, id: free.get(message.program)?.shift() as Hex } : message;
      ids[index] = idOf(placed);
      return placed;
    }),
  }));
  return { blocks, ids };
}

function idOf(message: InFlight): Hex {
  switch (message.type) {
    case 'message':
      return message.id;
    case 'injected': {
      const { program, payload, value, referenceBlock, salt } = message;
      const destination = addressOfActor(program);
      return injectedMessageId({ destination, payload, value: BigInt(value), referenceBlock, salt });
    }
    default:
      return replyId(message.repliedTo);
  }
}
