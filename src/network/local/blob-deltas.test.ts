import { expect, test } from 'vitest';
import type { Hex } from '../../shared/hex.ts';
import { BlobDeltas, type SavedBlob } from './blob-deltas.ts';

const SIZE = 100_000;
const id = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`;

/** Noise that is the same for the same seed. */
function noise(seed: number, length = SIZE): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  });
}

function changed(blob: Uint8Array, ...places: number[]): Uint8Array {
  const other = blob.slice();
  for (const at of places) other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

/** Saves blobs under ids made of numbers. */
function saver() {
  const deltas = new BlobDeltas();
  const saved = new Map<Hex, SavedBlob>();
  const save = (number: number, blob: Uint8Array) => saved.set(id(number), deltas.encode(id(number), blob));
  return { deltas, saved, save };
}

test('a blob that is nearly another is saved as the difference, and is itself when it is loaded', () => {
  const deltas = new BlobDeltas();
  const first = noise(1);
  const blobs = new Map([
    [id(1), first],
    [id(2), changed(first, 5, 1023, 1024, SIZE - 1)],
    [id(3), Uint8Array.from([...changed(first, 50_000), 1, 2, 3])],
    [id(4), noise(2)],
    [id(5), noise(3, 100)],
  ]);
  const saved = new Map<Hex, SavedBlob>([...blobs].map(([hash, blob]) => [hash, deltas.encode(hash, blob)]));
  expect([...saved.values()].map((blob) => blob instanceof Uint8Array)).toEqual([true, false, false, true, true]);
  const { base, pieces } = saved.get(id(2)) as Exclude<SavedBlob, Uint8Array>;
  expect([base, pieces.map(({ at }) => at)]).toEqual([id(1), [0, 1024, 99_328]]);
  expect(new BlobDeltas().decode(saved)).toEqual(blobs);
});

test('a base stays as long as something depends on it', () => {
  const { deltas, saved, save } = saver();
  const first = noise(1);
  save(1, first);
  save(2, changed(first, 1));
  save(3, changed(first, 2));
  expect(deltas.drop(id(1))).toEqual([]);
  expect(deltas.drop(id(2))).toEqual([id(2)]);
  expect(deltas.drop(id(3))).toEqual([id(3), id(1)]);

  const loaded = new BlobDeltas();
  loaded.decode(saved);
  expect(loaded.drop(id(1))).toEqual([]);
  expect(loaded.drop(id(3))).toEqual([id(3)]);
  expect(loaded.drop(id(2))).toEqual([id(2), id(1)]);
});

test('a base that is needed again is no longer dropped', () => {
  const deltas = new BlobDeltas();
  const first = noise(1);
  deltas.encode(id(1), first);
  deltas.encode(id(2), changed(first, 1));
  expect(deltas.drop(id(1))).toEqual([]);
  expect(deltas.encode(id(1), first)).toBe(first);
  expect(deltas.drop(id(2))).toEqual([id(2)]);
  expect(deltas.drop(id(1))).toEqual([id(1)]);
});

test('a base that is saved again while others depend on it stays itself', () => {
  const { deltas, saved, save } = saver();
  const first = noise(1);
  save(1, first);
  save(2, changed(first, 1));
  deltas.drop(id(1));
  const third = changed(first, ...Array.from({ length: 60 }, (_, index) => index * 1500));
  save(3, third);
  expect(saved.get(id(3))).toBe(third);
  save(4, changed(third, 3));
  save(1, first);
  expect(new BlobDeltas().decode(saved).get(id(2))).toEqual(changed(first, 1));
});

test('what was not saved is no base', () => {
  const deltas = new BlobDeltas();
  const first = noise(1);
  deltas.encode(id(1), first);
  deltas.encode(id(2), changed(first, 1));
  deltas.settle(false);
  expect(deltas.drop(id(1))).toEqual([id(1)]);
  const second = changed(first, 1);
  expect(deltas.encode(id(2), second)).toBe(second);
  deltas.settle(true);
  expect(deltas.encode(id(3), changed(first, 2))).toMatchObject({ base: id(2) });
});

test('a blob without its base is damage', () => {
  const lonely = new Map<Hex, SavedBlob>([[id(2), { base: id(1), length: SIZE, pieces: [] }]]);
  expect(() => new BlobDeltas().decode(lonely)).toThrow('without its base');
});
