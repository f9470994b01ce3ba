import type { ProgramSnapshot } from '../network/network.ts';
import { groupDigits, shortHex } from '../shared/units.ts';

const PAGE_KIB = 16;
const MOST = 1_024;

/**
 * Pages of the program's memory that hold data, a square each, in order of address; gaps are told in words, since
 * a memory of 2 GiB is mostly empty. With a state before, pages that changed or appeared are marked.
 */
export function PagesMap({ before, after }: { before: ProgramSnapshot | null; after: ProgramSnapshot }) {
  const earlier = new Map(before?.pages.map(({ index, hash }) => [index, hash]));
  const shown = after.pages.slice(0, MOST);
  const changed = before ? after.pages.filter(({ index, hash }) => earlier.get(index) !== hash).length : null;
  return (
    <section className="pages" aria-label="Memory pages">
      <h3 className="section-title">
        Memory: {groupDigits(after.pages.length)} page{after.pages.length === 1 ? '' : 's'} with data,{' '}
        {groupDigits(after.pages.length * PAGE_KIB)} KiB
        {changed !== null && <span className="muted"> · {changed} changed by this message</span>}
      </h3>
      <ul className="pages__grid">
        {shown.map(({ index, hash }, position) => {
          const state = !before || earlier.get(index) === hash ? 'same' : earlier.has(index) ? 'changed' : 'new';
          const gap = index - (shown[position - 1]?.index ?? -1) - 1;
          return (
            <li
              key={index}
              className="pages__page"
              data-state={state}
              data-gap={gap > 0 || undefined}
              title={`Page ${groupDigits(index)} at 0x${(index * PAGE_KIB * 1024).toString(16)}, ${state}, ${shortHex(hash)}${gap > 0 ? `; ${groupDigits(gap)} empty pages before it` : ''}`}
            >
              <span className="visually-hidden">
                Page {index}, {state}
              </span>
            </li>
          );
        })}
      </ul>
      {after.pages.length > MOST && <p className="muted">The first {groupDigits(MOST)} pages are shown.</p>}
      {after.pages.length === 0 && <p className="muted">The program has stored no memory yet.</p>}
    </section>
  );
}
