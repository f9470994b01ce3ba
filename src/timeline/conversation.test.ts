import { expect, test } from 'vitest';
import type { MessageRecord, MessageRun } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { causedMessages, conversationOf } from './conversation.ts';
import { nodeState } from './node-state.ts';

const user: Hex = `0x${'ee'.repeat(20)}`;
const ping: Hex = `0x${'11'.repeat(20)}`;
const pong: Hex = `0x${'22'.repeat(20)}`;
const idOf = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`;

function message(number: number, rest: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id: idOf(number),
    program: ping,
    source: user,
    route: 'canonical',
    payload: new Uint8Array(),
    value: 0n,
    status: 'preConfirmed',
    sentAt: number,
    outgoing: [],
    ...rest,
  };
}

function executed(starts: number[]): Pick<MessageRecord, 'execution'> {
  const runs = starts.map(
    (startedAt): MessageRun => ({
      executor: 0,
      startedAt,
      duration: 1,
      queue: 'canonical',
      height: 1,
      chunk: 0,
      gasBurned: 5,
    }),
  );
  const states = { stateHashBefore: idOf(0), stateHashAfter: idOf(0) };
  return { execution: { outcome: 'Success', gasBurned: 5, charged: true, cost: 500n, height: 1, runs, ...states } };
}

function conversation(messages: MessageRecord[], chosen: number) {
  const map = new Map(messages.map((message) => [message.id, message]));
  return conversationOf(map.get(idOf(chosen)) as MessageRecord, map, causedMessages(messages));
}

const pingPong = [
  message(1, executed([10, 14])),
  message(2, { program: pong, source: ping, causedBy: idOf(1), ...executed([12]) }),
  message(3, { program: ping, source: pong, route: 'reply', causedBy: idOf(2), ...executed([14]) }),
  message(4),
];

test('from whichever message, the conversation is the same: question, await, reply, and what it wakes', () => {
  for (const chosen of [1, 2, 3]) {
    const { nodes, rows, columns, isCutAbove, left } = conversation(pingPong, chosen);
    expect(nodes.map(({ message, parent, column, row, wakes }) => [message.id, parent, column, row, wakes])).toEqual([
      [idOf(1), undefined, 0, 0, undefined],
      [idOf(2), idOf(1), 1, 0, undefined],
      [idOf(3), idOf(2), 2, 0, idOf(1)],
    ]);
    expect([rows, columns, isCutAbove, left]).toEqual([1, 3, false, 0]);
  }
  expect(conversation(pingPong, 4).nodes).toHaveLength(1);
});

test('a reply to a message that did not wait wakes nothing', () => {
  const [first, ...rest] = pingPong as [MessageRecord, ...MessageRecord[]];
  const { nodes } = conversation([{ ...first, ...executed([10]) }, ...rest], 1);
  expect(nodes.some(({ wakes }) => wakes)).toBe(false);
});

test('each further effect begins a row, and no two nodes share a place', () => {
  const messages = [
    message(1),
    message(2, { causedBy: idOf(1) }),
    message(3, { causedBy: idOf(1) }),
    message(4, { causedBy: idOf(2) }),
    message(5, { causedBy: idOf(2) }),
  ];
  const { nodes, rows } = conversation(messages, 5);
  expect(nodes.map(({ message, column, row }) => [Number(message.id), column, row])).toEqual([
    [1, 0, 0],
    [2, 1, 0],
    [4, 2, 0],
    [5, 2, 1],
    [3, 1, 2],
  ]);
  expect(rows).toBe(3);
});

test('a program that sends to itself without end is cut, and the chosen message is always there', () => {
  const chain = Array.from({ length: 5_000 }, (_, index) =>
    message(index + 1, index === 0 ? {} : { causedBy: idOf(index) }),
  );
  const { nodes, isCutAbove, left } = conversation(chain, 3_000);
  expect(nodes.some(({ message }) => message.id === idOf(3_000))).toBe(true);
  expect(nodes.length).toBeLessThanOrEqual(150);
  expect(isCutAbove).toBe(true);
  expect(left).toBe(5_000 - 3_000 + 40 - nodes.length);

  const fan = [message(1), ...Array.from({ length: 1_000 }, (_, index) => message(index + 2, { causedBy: idOf(1) }))];
  const wide = conversation(fan, 900);
  expect(wide.nodes.some(({ message }) => message.id === idOf(900))).toBe(true);
  expect(wide.nodes.length + wide.left).toBe(1_001);
});

test('waits and delays are told, while they last and afterwards', () => {
  expect(nodeState(message(1, { status: 'waiting', ...executed([1]) }))).toEqual({
    state: 'waiting',
    notes: ['Waits for a reply or wake-up'],
  });
  expect(nodeState(message(1, executed([10, 14])))).toEqual({ state: 'done', notes: ['Waited 3.0 ms, ran 2 times'] });
  expect(nodeState(message(1, { status: 'waiting', arrivesAt: 12 }))).toEqual({
    state: 'delayed',
    notes: ['Delayed: arrives at block 12'],
  });
  expect(nodeState(message(1, { arrivesAt: 12, ...executed([1]) }))).toEqual({
    state: 'done',
    notes: ['Delayed to block 12'],
  });
  const reply = { payload: new Uint8Array(), value: 0n, code: '0x01000000', codeText: 'Error' } as const;
  expect(nodeState(message(1, { reply, ...executed([1]) })).state).toBe('failed');
});
