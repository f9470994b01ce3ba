import { expect, test } from 'vitest';
import { KnownBlobs } from './known-blobs.ts';

test('the oldest go until half of the room is left', () => {
  const known = new KnownBlobs();
  known.add('0x01', 40);
  known.add('0x02', 30);
  known.add('0x03', 30);
  expect(known.oldestAbove(100)).toEqual([]);
  known.add('0x04', 10);
  expect(known.oldestAbove(100)).toEqual(['0x01', '0x02']);
  for (const hash of known.oldestAbove(100)) expect(known.delete(hash)).toBe(true);
  expect([known.has('0x02'), known.has('0x03')]).toEqual([false, true]);
  expect(known.oldestAbove(40)).toEqual([]);
});

test('a blob counts once, with its last length', () => {
  const known = new KnownBlobs();
  known.add('0x01', 0);
  known.add('0x01', 7);
  known.add('0x01', 7);
  expect(known.oldestAbove(6)).toEqual(['0x01']);
  expect(known.oldestAbove(7)).toEqual([]);
  known.clear();
  expect(known.oldestAbove(0)).toEqual([]);
});
