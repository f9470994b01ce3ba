import type { Hex } from '../../shared/hex.ts';
import type { InFlight, Schedule } from './exploration.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

/**
 * The schedules to try: all that can differ when they are no more than `count`, else `count` of them by the seed. The
 * first is the order in which the messages were given, in one block.
 *
 * What goes through Ethereum keeps its order by sender, for a sender's transactions are counted; between senders whoever
 * builds the block decides. Injected messages have no such count and no order. Each may come in any of the blocks. Two
 * schedules are the same when in each block every program gets the same injected and the same other messages in the same
 * order: programs do not share a queue.
 */
export function makeSchedules({ messages, blocks, count, seed }: MakeSchedulesParameters): {
  schedules: Schedule[];
  isExhaustive: boolean;
} {
  const lanes = messages.map(laneOf);
  const all = new Map<string, Schedule>();
  let steps = 0;
  for (const schedule of everySchedule(messages, blocks)) {
    note(all, schedule, lanes);
    if (all.size > count || ++steps > MAX_STEPS) {
      return { schedules: sample({ messages, blocks, count, seed }, lanes), isExhaustive: false };
    }
  }
  return { schedules: [...all.values()], isExhaustive: true };
}

export interface MakeSchedulesParameters {
  messages: readonly InFlight[];
  blocks: number;
  count: number;
  seed: number;
}

/** Orders looked at before it is left to chance: many of them can be the same schedule. */
const MAX_STEPS = 20_000;

/** Where messages wait in line for each other: one queue of one program. */
function laneOf({ type, program }: InFlight): string {
  return `${type === 'injected' ? 'injected' : 'canonical'} ${program}`;
}

function note(known: Map<string, Schedule>, schedule: Schedule, lanes: readonly string[]): void {
  const key = keyOf(schedule, lanes);
  if (!known.has(key)) known.set(key, schedule);
}

function keyOf(schedule: Schedule, lanes: readonly string[]): string {
  const inLanes = schedule.map((block) => {
    const byLane = Map.groupBy(block, (index) => lanes[index] as string);
    return [...byLane].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, indexes]) => indexes);
  });
  return JSON.stringify(inLanes);
}

/** Messages that keep their order, each list in it. */
function chainsOf(messages: readonly InFlight[]): number[][] {
  const indexes = messages.map((_, index) => index);
  const chain = (index: number): Hex | number => {
    const message = messages[index] as InFlight;
    return message.type === 'injected' ? index : message.source;
  };
  return [...Map.groupBy(indexes, chain).values()];
}

/** In depth, the given order first. */
function* everySchedule(messages: readonly InFlight[], blocks: number): Iterable<Schedule> {
  const chains = chainsOf(messages);
  const taken = chains.map(() => 0);
  const schedule: Schedule = Array.from({ length: blocks }, () => []);

  function* extend(left: number, block: number): Iterable<Schedule> {
    if (left === 0) {
      yield schedule.map((indexes) => [...indexes]);
      return;
    }
    // The first block is where the first message is.
    const last = left === messages.length ? 0 : blocks - 1;
    for (let next = block; next <= last; next++) {
      const heads = chains
        .flatMap((chain, at) =>
          taken[at] === chain.length ? [] : [{ at, index: chain[taken[at] as number] as number }],
        )
        .sort((a, b) => a.index - b.index);
      for (const { at, index } of heads) {
        taken[at] = (taken[at] as number) + 1;
        schedule[next]?.push(index);
        yield* extend(left - 1, next);
        schedule[next]?.pop();
        taken[at] = (taken[at] as number) - 1;
      }
    }
  }
  yield* extend(messages.length, 0);
}

function sample({ messages, blocks, count, seed }: MakeSchedulesParameters, lanes: readonly string[]): Schedule[] {
  const random = seededRandom(seed);
  const known = new Map<string, Schedule>();
  const given = messages.map((_, index) => index);
  note(known, cut(given, blocks, []), lanes);
  const chains = chainsOf(messages);
  // Chance meets the same schedule again: with few more than `count` of them, not all that were asked for may be found.
  for (let attempt = 0; known.size < count && attempt < 20 * count; attempt++) {
    const order = interleave(chains, random);
    const cuts = Array.from({ length: blocks - 1 }, () => 1 + random.below(order.length));
    note(
      known,
      cut(
        order,
        blocks,
        cuts.sort((a, b) => a - b),
      ),
      lanes,
    );
  }
  return [...known.values()];
}

/** Every order that keeps that of the chains is as likely: a shuffled one in which each chain is put right. */
function interleave(chains: readonly number[][], random: SeededRandom): number[] {
  const places = chains.flatMap((chain, at) => chain.map(() => at));
  for (let index = places.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [places[index], places[other]] = [places[other] as number, places[index] as number];
  }
  const rests = chains.map((chain) => [...chain]);
  return places.map((at) => rests[at]?.shift() as number);
}

/** @param cuts where each block but the first begins; where one is missing, everything is before it */
function cut(order: readonly number[], blocks: number, cuts: readonly number[]): Schedule {
  return Array.from({ length: blocks }, (_, block) =>
    order.slice(block === 0 ? 0 : (cuts[block - 1] ?? order.length), cuts[block] ?? order.length),
  );
}
