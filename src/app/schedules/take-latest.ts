import type { InFlight } from '../../executor/schedules/exploration.ts';
import type { BlockRecord, ChainRecord } from '../../network/network.ts';

/** Messages of the past, and the chain as it was before them. */
export interface TakenMessages {
  base: ChainRecord;
  messages: InFlight[];
  /** The block that took up the first of them. */
  start: { height: number; timestamp: number };
}

/**
 * The latest messages of the record: `count` of them, and what shared a block with the first; fewer when a program was
 * created or initialised among them, for that cannot come later. Top-ups among them are taken to have come before all.
 * Null when the latest thing that happened was a program's beginning.
 */
export function takeLatest(record: ChainRecord, count: number): TakenMessages | null {
  const begins = beginnings(record.blocks);
  let from = record.blocks.length;
  let found = 0;
  while (from > 0 && found < count && !begins.has(from - 1)) {
    from--;
    found += messagesOf([record.blocks[from] as BlockRecord]).length;
  }
  const tail = record.blocks.slice(from);
  const first = tail.find((block) => messagesOf([block]).length > 0);
  if (!first) return null;
  const { height, timestamp } = first;
  const topUps = tail.flatMap(({ events }) => events).filter(({ type }) => type === 'topUp' || type === 'ownedTopUp');
  const before = record.blocks.slice(0, from);
  const blocks = topUps.length > 0 ? [...before, { height, timestamp, events: topUps }] : before;
  return { base: { ...record, blocks }, messages: messagesOf(tail), start: { height, timestamp } };
}

/** Indexes of the blocks in which a program is created or gets its first message. */
function beginnings(blocks: readonly BlockRecord[]): Set<number> {
  const begins = new Set<number>();
  const initialised = new Set<string>();
  for (const [index, { events }] of blocks.entries()) {
    for (const event of events) {
      const isFirst = event.type === 'message' && !initialised.has(event.program);
      if (event.type === 'create' || isFirst) begins.add(index);
      if (isFirst) initialised.add(event.program);
    }
  }
  return begins;
}

function messagesOf(blocks: readonly BlockRecord[]): InFlight[] {
  return blocks.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === 'create' || event.type === 'topUp' || event.type === 'ownedTopUp' ? [] : [event],
    ),
  );
}
