import { useEffect, useMemo, useState } from 'react';
import type { Hex } from '../shared/hex.ts';
import { GEAR_PAGE } from '../shared/page-size.ts';
import { groupDigits } from '../shared/units.ts';
import { useNetwork } from '../stores/network-store.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { Hash } from '../ui/hash.tsx';
import { VirtualRows } from '../ui/virtual-rows.tsx';
import { type ComparedPage, changedRows } from './compare-pages.ts';

const WIDTH = 16;

/** A page's bytes in hex and ASCII, read when it is opened; bytes that differ from the state before are marked. */
export function PageDump({ page, isComparing }: { page: ComparedPage; isComparing: boolean }) {
  const { index, before: earlier, after: later } = page;
  const before = usePage(isComparing ? earlier : undefined);
  const after = usePage(later);
  const [reveal, setReveal] = useState<number>();
  const isThere = (!isComparing || !earlier || before.bytes !== null) && (!later || after.bytes !== null);
  const changed = useMemo(
    () => (isComparing && isThere ? changedRows(before.bytes, after.bytes, WIDTH) : []),
    [isComparing, isThere, before.bytes, after.bytes],
  );
  const error = before.error ?? after.error;
  // Of a page that is gone, what it held.
  const bytes = later ? after.bytes : before.bytes;

  return (
    <div className="dump">
      <p className="dump__head">
        <b>Page {groupDigits(index)}</b>{' '}
        {(later ?? earlier) && <Hash value={later ?? earlier ?? ''} what="Page hash" />}
        {page.change !== 'same' && <span className="muted">{page.change}</span>}
        {changed.length > 0 && (
          <button
            type="button"
            className="button button--small"
            onClick={() => setReveal(changed.find((row) => row > (reveal ?? -1)) ?? changed[0])}
          >
            Next of {groupDigits(changed.length)} changed row{changed.length === 1 ? '' : 's'}
          </button>
        )}
      </p>
      {error !== null && <ErrorNote error={error} />}
      {!bytes && error === null && <p className="muted">Reading the page…</p>}
      {bytes && isThere && (
        <VirtualRows
          className="dump__rows mono"
          role="group"
          aria-label={`Bytes of page ${index}`}
          // Scrolled by keys.
          tabIndex={0}
          count={GEAR_PAGE / WIDTH}
          rowHeight={18}
          maxHeight={288}
          reveal={reveal}
          row={(row) => (
            <Row row={row} page={index} bytes={bytes} before={isComparing && later ? before.bytes : bytes} />
          )}
        />
      )}
    </div>
  );
}

interface RowProps {
  row: number;
  page: number;
  bytes: Uint8Array;
  before: Uint8Array | null;
}

function Row({ row, page, bytes, before }: RowProps) {
  const offsets = Array.from({ length: WIDTH }, (_, column) => row * WIDTH + column);
  const isChanged = (offset: number) => bytes[offset] !== (before?.[offset] ?? 0);
  const mark = (offset: number, text: string) =>
    isChanged(offset) ? (
      <mark key={offset} title={`before: ${hexOf(before?.[offset] ?? 0)}`}>
        {text}
      </mark>
    ) : (
      <span key={offset}>{text}</span>
    );
  return (
    <div className="dump__row" data-changed={offsets.some(isChanged) || undefined}>
      <span className="muted">{(page * GEAR_PAGE + row * WIDTH).toString(16).padStart(8, '0')}</span>
      <span className="dump__bytes">{offsets.map((offset) => mark(offset, hexOf(bytes[offset] ?? 0)))}</span>
      <span className="dump__text">{offsets.map((offset) => mark(offset, asciiOf(bytes[offset] ?? 0)))}</span>
    </div>
  );
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function asciiOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}

function usePage(hash: Hex | undefined): { bytes: Uint8Array | null; error: unknown } {
  const network = useNetwork((state) => state.network);
  const [page, setPage] = useState<{ hash?: Hex; bytes: Uint8Array | null; error: unknown }>(NOTHING);
  useEffect(() => {
    if (!network || !hash) return;
    let isCurrent = true;
    network.getPage(hash).then(
      (bytes) => isCurrent && setPage({ hash, bytes, error: null }),
      (error: unknown) => isCurrent && setPage({ hash, bytes: null, error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [network, hash]);
  return page.hash === hash ? page : NOTHING;
}

const NOTHING = { bytes: null, error: null };
