import { type ComponentProps, type ReactNode, useLayoutEffect, useRef, useState } from 'react';

interface VirtualRowsProps extends Omit<ComponentProps<'div'>, 'children' | 'onScroll'> {
  count: number;
  /** px, alike for all rows. */
  rowHeight: number;
  /** px; the box is no higher than this. */
  maxHeight: number;
  /** The row that must be in view; it is scrolled to when this changes. */
  reveal?: number | undefined;
  row: (index: number) => ReactNode;
}

/** Rows drawn on both sides beyond what is seen. */
const MARGIN = 6;

/** A scrolling list of rows of one height, of which only those in view are drawn. */
export function VirtualRows({ count, rowHeight, maxHeight, reveal, row, style, ...box }: VirtualRowsProps) {
  const element = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN);
  const end = Math.min(count, Math.ceil((top + maxHeight) / rowHeight) + MARGIN);

  useLayoutEffect(() => {
    const { current } = element;
    if (!current || reveal === undefined || reveal < 0) return;
    const from = reveal * rowHeight;
    const to = from + rowHeight - current.clientHeight;
    if (current.scrollTop > from) current.scrollTop = from;
    else if (current.scrollTop < to) current.scrollTop = to;
  }, [reveal, rowHeight]);

  return (
    <div
      {...box}
      ref={element}
      style={{ ...style, maxHeight, overflowY: 'auto' }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ height: count * rowHeight, position: 'relative' }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, offset) => {
          const index = first + offset;
          const place = { position: 'absolute', top: index * rowHeight, height: rowHeight, left: 0, right: 0 } as const;
          return (
            <div key={index} role="presentation" style={place}>
              {row(index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
