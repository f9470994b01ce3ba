import { expect, test } from 'vitest';
import { TrackedMap } from './tracked-map.ts';

test('the first time everything counts as changed, then what is set or deleted', () => {
  const map = new TrackedMap([
    ['a', 1],
    ['b', 2],
  ]);
  expect([...map.takeChanged()]).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(map.takeChanged().size).toBe(0);
  map.set('a', 3).set('c', 4);
  map.delete('b');
  map.delete('c');
  expect(map.takeChanged()).toEqual(
    new Map([
      ['a', 3],
      ['c', undefined],
      ['b', undefined],
    ]),
  );
  map.clear();
  expect(map.takeChanged()).toEqual(new Map([['a', undefined]]));
});
