import { expect, test } from 'vitest';
import type { StatePoint } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { locateStates, stepTo } from './locate-states.ts';

const program: Hex = '0xaa';
const states = (...hashes: Hex[]): StatePoint[] =>
  hashes.map((stateHash, height) => ({ program, stateHash, height, timestamp: 0, at: 0, causes: [] }));
const history = states('0x01', '0x02', '0x03', '0x04');

test('without a choice the latest is shown, and compared with nothing', () => {
  expect(locateStates(history, null)).toEqual({ index: 3, stateHash: '0x04', base: null });
  expect(locateStates([], null)).toEqual({ index: -1, stateHash: null, base: null });
});

test('a message is its state and the one before; steps go on like that', () => {
  const inspected = { program, at: '0x03', against: '0x02' } as const;
  const located = locateStates(history, inspected);
  expect(located).toEqual({ index: 2, stateHash: '0x03', base: { index: 1, stateHash: '0x02' } });
  const earlier = stepTo(history, { program, place: 1, located, against: inspected.against });
  expect(earlier).toEqual({ program, at: '0x02', against: 'previous', place: 1 });
  expect(locateStates(history, earlier).base).toEqual({ index: 0, stateHash: '0x01' });
});

test('a state that was kept for comparison stays the base', () => {
  const inspected = { program, at: '0x01', against: '0x01' } as const;
  const located = locateStates(history, inspected);
  const later = stepTo(history, { program, place: 2, located, against: inspected.against });
  expect(locateStates(history, later)).toEqual({ index: 2, stateHash: '0x03', base: { index: 0, stateHash: '0x01' } });
});

test('the last step follows what comes; steps end at both ends', () => {
  const located = locateStates(history, { program, at: '0x03', against: null });
  const last = stepTo(history, { program, place: 9, located, against: null });
  expect(last).toEqual({ program, at: null, against: null, place: 3 });
  expect(locateStates(states('0x01', '0x02', '0x03', '0x04', '0x05'), last).stateHash).toBe('0x05');
  expect(stepTo(history, { program, place: -1, located, against: null })).toMatchObject({ at: '0x01', place: 0 });
});

test('a state that came back is stepped over like any other', () => {
  const twice = states('0x01', '0x02', '0x01', '0x03');
  let inspected = stepTo(twice, { program, place: 2, located: locateStates(twice, null), against: null });
  for (const expected of [1, 0]) {
    const located = locateStates(twice, inspected);
    inspected = stepTo(twice, { program, place: located.index - 1, located, against: null });
    expect(locateStates(twice, inspected).index).toBe(expected);
  }
});

test('the first state has none before it, and a state of elsewhere no place', () => {
  expect(locateStates(history, { program, at: '0x01', against: 'previous' }).base).toBeNull();
  expect(locateStates(history, { program, at: '0x99', against: null })).toEqual({
    index: -1,
    stateHash: '0x99',
    base: null,
  });
});
