import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import type { Hex } from '../../shared/hex.ts';
import { acrossRun, besideRun, GUTTER, nearestTo, runAt } from './lane-geometry.ts';
import { LanesPicture } from './lanes-picture.tsx';
import type { QueueRun } from './queue-runs.ts';
import { runText } from './run-text.ts';
import { pan, reveal, type TimeWindow, zoom } from './time-window.ts';
import { useWidth } from './use-width.ts';

interface RunLanesProps {
  /** Names the picture for screen readers. */
  label: string;
  lanes: readonly (readonly QueueRun[])[];
  /** What is looked at, and all that there is to look at. */
  window: TimeWindow;
  all: TimeWindow;
  onWindow: (window: TimeWindow) => void;
  /** The point of time that the axis counts from. */
  zero: number;
  /** Starts are told from `zero` rather than as times of the day. */
  isRelative?: boolean;
  labelOf: (program: Hex) => string;
  selected: QueueRun | null;
  onSelect?: (run: QueueRun | null) => void;
}

export const ZOOM_STEP = 1.6;

/**
 * The lanes, to be looked around in: the wheel with Ctrl or Cmd zooms, dragging pans, and all of it goes by keys too.
 * What lies under the pointer or was walked to by keys is told in the line below.
 */
export function RunLanes(props: RunLanesProps) {
  const { label, lanes, window, all, onWindow, zero, isRelative, labelOf, selected, onSelect } = props;
  const element = useRef<HTMLDivElement>(null);
  const width = Math.max(40, useWidth(element, 600) - GUTTER);
  const [marked, setMarked] = useState<QueueRun | null>(null);
  const drag = useRef<{ x: number; window: TimeWindow; hasMoved: boolean } | null>(null);
  const keys = useId();
  const frame = { lanes, window, width };

  // The wheel scrolls the page unless its event is stopped, which a listener of React's cannot do.
  const onWheel = useRef<(event: WheelEvent) => void>(() => {});
  onWheel.current = (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const left = element.current?.getBoundingClientRect().left ?? 0;
    onWindow(zoom(window, all, ZOOM_STEP ** (event.deltaY / 100), (event.clientX - left - GUTTER) / width));
  };
  useEffect(() => {
    const target = element.current;
    const listener = (event: WheelEvent) => onWheel.current(event);
    target?.addEventListener('wheel', listener, { passive: false });
    return () => target?.removeEventListener('wheel', listener);
  }, []);

  function pointed(event: PointerEvent): QueueRun | null {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return runAt(frame, event.clientX - left, event.clientY - top) ?? null;
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    const { current } = drag;
    if (!current) return setMarked(pointed(event));
    const moved = event.clientX - current.x;
    if (Math.abs(moved) > 4 && !current.hasMoved) {
      current.hasMoved = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    if (current.hasMoved) onWindow(pan(current.window, all, -moved / width));
  }

  function onPointerUp(event: PointerEvent<HTMLDivElement>) {
    if (drag.current && !drag.current.hasMoved) onSelect?.(pointed(event));
    drag.current = null;
  }

  function walk(to: QueueRun | undefined) {
    if (!to) return;
    setMarked(to);
    onWindow(reveal(window, all, to));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = window.start + window.length / 2;
    const start = () => walk(lanes.map((lane) => nearestTo(lane, middle)).find((run) => run !== undefined));
    const side = event.key === 'ArrowLeft' ? -1 : 1;
    const actions: Record<string, () => void> = {
      '+': () => onWindow(zoom(window, all, 1 / ZOOM_STEP)),
      '=': () => onWindow(zoom(window, all, 1 / ZOOM_STEP)),
      '-': () => onWindow(zoom(window, all, ZOOM_STEP)),
      '0': () => onWindow(all),
      ArrowLeft: () => (event.shiftKey ? (marked ? walk(besideRun(lanes, marked, side)) : start()) : move(side)),
      ArrowRight: () => (event.shiftKey ? (marked ? walk(besideRun(lanes, marked, side)) : start()) : move(side)),
      ArrowUp: () => (marked ? walk(acrossRun(lanes, marked, -1)) : start()),
      ArrowDown: () => (marked ? walk(acrossRun(lanes, marked, 1)) : start()),
      Enter: () => marked && onSelect?.(marked),
      Escape: () => {
        setMarked(null);
        onSelect?.(null);
      },
    };
    const move = (side: number) => onWindow(pan(window, all, side * 0.15));
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  return (
    <div className="run-lanes">
      <div
        ref={element}
        role="application"
        aria-label={label}
        aria-describedby={keys}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys
        tabIndex={0}
        className="run-lanes__picture"
        onPointerDown={(event) => {
          if (event.button === 0) drag.current = { x: event.clientX, window, hasMoved: false };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null;
        }}
        onPointerLeave={() => !drag.current && setMarked(null)}
        onKeyDown={onKeyDown}
      >
        <LanesPicture {...frame} zero={zero} marked={marked} selected={selected} />
      </div>
      <p className="run-lanes__told" role="status">
        {marked ? runText(marked, labelOf, isRelative ? zero : undefined) : ''}
      </p>
      <p id={keys} className="run-lanes__keys muted">
        Arrow keys: left and right move in time, up and down go to a run of another lane, with Shift to the one before
        or after. + and − zoom, 0 fits all{onSelect && ', Enter selects'}.
      </p>
    </div>
  );
}
