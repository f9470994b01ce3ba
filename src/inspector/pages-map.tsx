import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { ProgramSnapshot } from '../network/network.ts';
import { GEAR_PAGE } from '../shared/page-size.ts';
import { groupDigits, shortHex } from '../shared/units.ts';
import { type ComparedPage, comparePages } from './compare-pages.ts';
import { PageDump } from './page-dump.tsx';
import { placeByKey } from './state-list.tsx';

const PAGE_KIB = GEAR_PAGE / 1024;
const MOST = 1_024;

/**
 * Pages of the program's memory that hold data, a square each, in order of address; gaps are told in words, since
 * a memory of 2 GiB is mostly empty. With a state to compare with, pages that differ are marked. A page opens to its bytes.
 */
export function PagesMap({ before, after }: { before: ProgramSnapshot | null; after: ProgramSnapshot }) {
  const pages = useMemo(() => comparePages(before, after), [before, after]);
  const [open, setOpen] = useState<number | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const shown = pages.slice(0, MOST);
  const differing = pages.filter(({ change }) => change !== 'same').length;
  const opened = pages.find(({ index }) => index === open);
  const reached = Math.max(
    0,
    shown.findIndex(({ index }) => index === open),
  );

  function onKeyDown(event: KeyboardEvent) {
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])];
    const target = placeByKey(event.key, buttons.indexOf(event.target as HTMLButtonElement), buttons.length - 1);
    if (target === undefined) return;
    event.preventDefault();
    buttons[target]?.focus();
  }

  return (
    <section className="pages" aria-label="Memory pages">
      <h3 className="section-title">
        Memory: {groupDigits(after.pages.length)} page{after.pages.length === 1 ? '' : 's'} with data,{' '}
        {groupDigits(after.pages.length * PAGE_KIB)} KiB
        {before && <span className="muted"> · {groupDigits(differing)} changed</span>}
      </h3>
      {shown.length > 0 && (
        <div className="pages__grid" role="toolbar" aria-label="Pages" ref={grid} onKeyDown={onKeyDown}>
          {shown.map((page, place) => (
            <button
              key={page.index}
              type="button"
              className="pages__page"
              data-state={page.change}
              data-gap={gapBefore(shown, place) > 0 || undefined}
              aria-pressed={page.index === open}
              aria-label={`Page ${page.index}, ${page.change}`}
              tabIndex={place === reached ? 0 : -1}
              title={describe(page, gapBefore(shown, place))}
              onClick={() => setOpen(page.index === open ? null : page.index)}
            />
          ))}
        </div>
      )}
      {pages.length > MOST && <p className="muted">The first {groupDigits(MOST)} pages are shown.</p>}
      {after.pages.length === 0 && <p className="muted">The program has stored no memory yet.</p>}
      {opened && <PageDump key={opened.index} page={opened} isComparing={before !== null} />}
    </section>
  );
}

function gapBefore(pages: readonly ComparedPage[], place: number): number {
  return (pages[place]?.index ?? 0) - (pages[place - 1]?.index ?? -1) - 1;
}

function describe({ index, change, before, after }: ComparedPage, gap: number): string {
  const at = `0x${(index * GEAR_PAGE).toString(16)}`;
  const hash = shortHex(after ?? before ?? '');
  const empty = gap > 0 ? `; ${groupDigits(gap)} empty pages before it` : '';
  return `Page ${groupDigits(index)} at ${at}, ${change}, ${hash}${empty}`;
}
