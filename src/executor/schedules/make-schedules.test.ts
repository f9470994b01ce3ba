import { expect, test } from 'vitest';
import type { Hex } from '../../shared/hex.ts';
import type { InFlight } from './exploration.ts';
import { makeSchedules } from './make-schedules.ts';

const id = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`;
const [P, Q] = [id(0x10), id(0x20)];
const [ALICE, BOB] = [id(1), id(2)];

const message = (source: Hex, program = P): InFlight => ({
  type: 'message',
  program,
  id: id(99),
  source,
  payload: '0x',
  value: '0',
  callReply: false,
});
const injected = (source: Hex, salt: Hex): InFlight => ({
  type: 'injected',
  program: P,
  source,
  payload: '0x',
  value: '0',
  salt,
  referenceBlock: id(0),
});
const make = (messages: InFlight[], { blocks = 2, count = 100, seed = 1 } = {}) =>
  makeSchedules({ messages, blocks, count, seed });

test('of two senders either can be first, and the second may come a block later', () => {
  const { schedules, isExhaustive } = make([message(ALICE), message(BOB)]);
  expect(isExhaustive).toBe(true);
  expect(schedules).toEqual([
    [[0, 1], []],
    [[0], [1]],
    [[1, 0], []],
    [[1], [0]],
  ]);
});

test('what one sender sends through Ethereum keeps its order', () => {
  expect(make([message(ALICE), message(ALICE)]).schedules).toEqual([
    [[0, 1], []],
    [[0], [1]],
  ]);
});

test('injected messages of one sender have no order', () => {
  expect(make([injected(ALICE, '0x01'), injected(ALICE, '0x02')]).schedules).toHaveLength(4);
});

test('in one block, an order between queues makes no difference', () => {
  expect(make([message(ALICE, P), message(BOB, Q)]).schedules).toEqual([
    [[0, 1], []],
    [[0], [1]],
    [[1], [0]],
  ]);
  expect(make([message(ALICE), injected(BOB, '0x01')], { blocks: 1 }).schedules).toEqual([[[0, 1]]]);
});

test('when there are too many, chance chooses by the seed', () => {
  const messages = [ALICE, BOB, ALICE, BOB, ALICE, id(3), id(4), BOB].map((source) => message(source));
  messages.push(injected(ALICE, '0x01'), injected(ALICE, '0x02'));
  const { schedules, isExhaustive } = make(messages, { count: 200, blocks: 3, seed: 7 });
  expect(isExhaustive).toBe(false);
  expect(schedules).toHaveLength(200);
  expect(schedules[0]).toEqual([messages.map((_, index) => index), [], []]);
  expect(new Set(schedules.map((schedule) => JSON.stringify(schedule))).size).toBe(200);
  for (const schedule of schedules) {
    const order = schedule.flat();
    expect(order.toSorted((a, b) => a - b)).toEqual(messages.map((_, index) => index));
    expect(schedule[0]).not.toEqual([]);
    for (const sender of [ALICE, BOB]) {
      const own = order.filter((index) => messages[index]?.type === 'message' && messages[index].source === sender);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
  }
  expect(make(messages, { count: 200, blocks: 3, seed: 7 }).schedules).toEqual(schedules);
  expect(make(messages, { count: 200, blocks: 3, seed: 8 }).schedules).not.toEqual(schedules);
});

test('exactly as many as there are is all of them', () => {
  expect(make([message(ALICE), message(BOB)], { count: 4 })).toMatchObject({ isExhaustive: true });
  const some = make([message(ALICE), message(BOB)], { count: 3 });
  expect(some.isExhaustive).toBe(false);
  expect(some.schedules).toHaveLength(3);
});
