import type { ProgramSnapshot } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { GEAR_PAGE } from '../shared/page-size.ts';

export interface ComparedPage {
  index: number;
  /** `same` too when there is nothing to compare with. `gone`: only the state before has it. */
  change: 'same' | 'changed' | 'new' | 'gone';
  before?: Hex;
  after?: Hex;
}

/** The pages of a state and of the one before, in order of address. */
export function comparePages(before: ProgramSnapshot | null, after: ProgramSnapshot): ComparedPage[] {
  const earlier = new Map(before?.pages.map(({ index, hash }) => [index, hash]));
  const compared = after.pages.map(({ index, hash }): ComparedPage => {
    const was = earlier.get(index);
    earlier.delete(index);
    if (was === undefined) return { index, change: before ? 'new' : 'same', after: hash };
    return { index, change: was === hash ? 'same' : 'changed', before: was, after: hash };
  });
  const gone = [...earlier].map(([index, hash]): ComparedPage => ({ index, change: 'gone', before: hash }));
  return [...compared, ...gone].sort((a, b) => a.index - b.index);
}

/** Places of rows of `width` bytes that differ; a page that is not there counts as zeros. */
export function changedRows(before: Uint8Array | null, after: Uint8Array | null, width: number): number[] {
  const rows = new Set<number>();
  for (let offset = 0; offset < GEAR_PAGE; offset++) {
    if ((before?.[offset] ?? 0) !== (after?.[offset] ?? 0)) rows.add(Math.floor(offset / width));
  }
  return [...rows];
}
