import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hex } from '../../src/shared/hex.ts';
import { BuildCache, type BuildResult } from './build-cache.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

const failed: BuildResult = { diagnostics: [], end: { type: 'failed', stage: 'compile', text: 'no' } };
const keyOf = (index: number): Hex => `0x${index.toString(16).padStart(64, '0')}`;

it('keeps results, and forgets the ones least used when there are too many', async () => {
  const cache = new BuildCache(join(folder, 'results'), 40);
  expect(await cache.get(keyOf(1))).toBeUndefined();
  for (let index = 0; index < 50; index++) await cache.set(keyOf(index), failed);
  expect(await cache.get(keyOf(49))).toEqual(failed);
  expect(await readdir(join(folder, 'results'))).toHaveLength(40);
});
