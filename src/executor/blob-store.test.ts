import { expect, test } from 'vitest';
import { BlobStore, packBlobs, unpackBlobs } from './blob-store.ts';

test('packed blobs arrive whole in another store', () => {
  const from = new BlobStore();
  from.write('0x01', new Uint8Array([1, 2]));
  from.write('0x02', new Uint8Array());
  from.write('0x03', new Uint8Array([3]));
  const to = new BlobStore();
  unpackBlobs(structuredClone(packBlobs(from, ['0x03', '0x02', '0x01'])), to);
  expect(to.read('0x01')).toEqual(new Uint8Array([1, 2]));
  expect(to.read('0x02')).toEqual(new Uint8Array());
  expect(to.read('0x03')).toEqual(new Uint8Array([3]));
  expect(to.size).toBe(3);
});

test('only what is new counts as written', () => {
  const store = new BlobStore();
  store.write('0x01', new Uint8Array([1]));
  store.takeWritten();
  store.write('0x01', new Uint8Array([1]));
  store.write('0x02', new Uint8Array([2]));
  store.write('0x03', new Uint8Array([3]));
  store.forget('0x03');
  expect(store.takeWritten()).toEqual(['0x02']);
});

test('seen through what another holds, the rest is missing', () => {
  const store = new BlobStore();
  store.write('0x01', new Uint8Array([1]));
  store.write('0x02', new Uint8Array([2]));
  const seen = store.seenThrough(new Set(['0x01'] as const), () => [store.read('0x01'), store.read('0x02')]);
  expect(seen).toEqual([new Uint8Array([1]), undefined]);
  expect(store.read('0x02')).toBeDefined();
});
