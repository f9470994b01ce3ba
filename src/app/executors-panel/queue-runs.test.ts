import { expect, test } from 'vitest';
import type { MessageRecord, MessageRun } from '../../network/network.ts';
import { acrossRun, besideRun, boxOf, GUTTER, LANE, lanePaths, nearestTo, runAt } from './lane-geometry.ts';
import { collectRuns, lanesOf, type QueueRun, runsWithin } from './queue-runs.ts';

const ping = `0x${'11'.repeat(20)}` as const;
const pong = `0x${'22'.repeat(20)}` as const;

function message(id: string, program: typeof ping, runs: Partial<MessageRun>[]): MessageRecord {
  const facts = {
    executor: 0,
    startedAt: 0,
    duration: 1,
    queue: 'canonical',
    height: 1,
    chunk: 0,
    gasBurned: 10,
  } as const;
  const hash = `0x${'00'.repeat(32)}` as const;
  return {
    id: `0x${id.repeat(32)}`,
    program,
    source: pong,
    route: 'canonical',
    payload: new Uint8Array(),
    value: 0n,
    status: 'preConfirmed',
    sentAt: 0,
    outgoing: [],
    execution: {
      outcome: 'Success',
      gasBurned: 10 * runs.length,
      charged: true,
      cost: 1_000n,
      stateHashBefore: hash,
      stateHashAfter: hash,
      executor: 0,
      startedAt: 0,
      duration: 1,
      height: 1,
      runs: runs.map((run) => ({ ...facts, ...run })),
    },
  };
}

test('a message that waited is in two runs, and messages that ran together share one', () => {
  const runs = collectRuns([
    message('01', ping, [{ startedAt: 100.25 }, { startedAt: 103.5, chunk: 2 }]),
    message('02', ping, [{ startedAt: 100.25 }]),
    message('03', pong, [{ startedAt: 101, executor: 1 }]),
  ]);
  expect(
    runs.map(({ program, startedAt, gas, messages, chunk }) => [program, startedAt, gas, messages.length, chunk]),
  ).toEqual([
    [ping, 100.25, 20, 2, 0],
    [pong, 101, 10, 1, 0],
    [ping, 103.5, 10, 1, 2],
  ]);
});

test('a record of an earlier version has the one run that it tells', () => {
  const old = message('01', ping, [{}]);
  delete old.execution?.runs;
  expect(collectRuns([{ ...old, route: 'injected' }])).toMatchObject([{ queue: 'injected', startedAt: 0, gas: 10 }]);
  expect(collectRuns([old])[0]).not.toHaveProperty('chunk');
});

/** `count` runs of 1 ms each, every 2 ms, alternately on two executors. */
function many(count: number): QueueRun[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${index}`,
    program: index % 4 < 2 ? ping : pong,
    executor: index % 2,
    startedAt: 1_000 + index * 2,
    duration: 1,
    queue: index % 4 === 3 ? 'injected' : 'canonical',
    height: 1,
    gas: 1,
    messages: [],
  }));
}

test('lanes are as many as executors, and more if more have run something', () => {
  expect(lanesOf(many(4), 3).map((lane) => lane.length)).toEqual([2, 2, 0]);
  expect(lanesOf(many(4), 1).map((lane) => lane.length)).toEqual([2, 2]);
});

test('the runs that touch a span of time are found by its ends', () => {
  const [lane = []] = lanesOf(many(100), 2);
  expect(runsWithin(lane, 1_001, 1_008)).toEqual([0, 3]);
  expect(runsWithin(lane, 1_001.5, 1_003)).toEqual([1, 1]);
  expect(runsWithin(lane, 0, 10_000)).toEqual([0, 50]);
  expect(runsWithin([], 0, 1)).toEqual([0, 0]);
});

test('what is drawn depends on the pixels, not on the number of runs', () => {
  const lanes = lanesOf(many(20_000), 2);
  const window = { start: 1_000, length: 40_000 };
  const blocks = (width: number) => [...lanePaths({ lanes, window, width }).values()].join('').split('M').length - 1;
  expect(blocks(600)).toBeLessThanOrEqual(2 * 600);
  expect(blocks(600)).toBeGreaterThan(500);
  // With room for each, each is drawn.
  expect(
    [...lanePaths({ lanes, window: { start: 1_000, length: 39 }, width: 800 }).values()].join('').split('M').length - 1,
  ).toBe(20);
  expect([...lanePaths({ lanes, window, width: 600 }).keys()]).toEqual([ping, pong]);
});

test('injected runs have another shape, and a run is found where it is drawn', () => {
  const runs = many(40);
  const frame = { lanes: lanesOf(runs, 2), window: { start: 1_000, length: 80 }, width: 800 };
  const [first, , , injected] = runs as [QueueRun, QueueRun, QueueRun, QueueRun];
  expect(boxOf(injected, frame).height).toBeLessThan(boxOf(first, frame).height);
  expect(boxOf(first, frame)).toMatchObject({ x: GUTTER, width: 10 });
  expect(runAt(frame, GUTTER + 5, LANE / 2)).toBe(first);
  expect(runAt(frame, GUTTER + 13, LANE / 2)).toBe(first);
  expect(runAt(frame, GUTTER + 20, LANE / 2)).toBeUndefined();
  expect(runAt(frame, GUTTER + 65, LANE * 1.5)).toBe(injected);
  expect(runAt(frame, GUTTER + 5, LANE * 5)).toBeUndefined();
});

test('runs are walked along a lane and across lanes', () => {
  const runs = many(8);
  const lanes = [...lanesOf(runs, 2), [], [{ ...(runs[7] as QueueRun), executor: 3, key: 'far' }]];
  const [first, second, third] = runs as [QueueRun, QueueRun, QueueRun];
  expect(besideRun(lanes, first, 1)).toBe(third);
  expect(besideRun(lanes, first, -1)).toBe(first);
  expect(acrossRun(lanes, first, 1)).toBe(second);
  expect(acrossRun(lanes, second, 1).key).toBe('far');
  expect(nearestTo(lanes[0] ?? [], 1_003)?.key).toMatch(/0|2/);
});
