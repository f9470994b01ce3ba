// @vitest-environment happy-dom
import { cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { lanesOf, type QueueRun } from './queue-runs.ts';
import { RunLanes } from './run-lanes.tsx';
import { type TimeWindow, windowOf } from './time-window.ts';

afterEach(cleanup);

const program = `0x${'11'.repeat(20)}` as const;
const runs: QueueRun[] = Array.from({ length: 10 }, (_, index) => ({
  key: `${index}`,
  program,
  executor: index % 2,
  startedAt: 1_000 + index * 10,
  duration: 5,
  queue: 'canonical',
  height: 3,
  chunk: index,
  gas: 1_000 * index,
  messages: [program],
}));
const lanes = lanesOf(runs, 2);
const all = windowOf(runs);

function Lanes({
  onSelect,
  onWindow,
}: {
  onSelect: (run: QueueRun | null) => void;
  onWindow: (at: TimeWindow) => void;
}) {
  const [window, setWindow] = useState(all);
  return (
    <RunLanes
      label="Lanes"
      lanes={lanes}
      window={window}
      all={all}
      onWindow={(at) => {
        setWindow(at);
        onWindow(at);
      }}
      zero={1_000}
      isRelative
      labelOf={() => 'ping'}
      selected={null}
      onSelect={onSelect}
    />
  );
}

test('runs are walked to, told and selected by keys alone', () => {
  const onSelect = vi.fn();
  render(<Lanes onSelect={onSelect} onWindow={() => {}} />);
  const picture = screen.getByRole('application', { name: 'Lanes' });
  const told = () => screen.getByRole('status').textContent;
  fireEvent.keyDown(picture, { key: 'ArrowDown' });
  expect(told()).toBe(
    '#0 · ping · canonical queue · 1 message · 4,000 gas · started at 40 ms · took 5.0 ms · height 3, chunk 4',
  );
  fireEvent.keyDown(picture, { key: 'ArrowRight', shiftKey: true });
  expect(told()).toContain('chunk 6');
  fireEvent.keyDown(picture, { key: 'ArrowDown' });
  expect(told()).toMatch(/^#1/);
  fireEvent.keyDown(picture, { key: 'Enter' });
  expect(onSelect).toHaveBeenLastCalledWith(expect.objectContaining({ executor: 1 }));
  fireEvent.keyDown(picture, { key: 'Escape' });
  expect(told()).toBe('');
  expect(onSelect).toHaveBeenLastCalledWith(null);
});

test('keys, the wheel with Ctrl and dragging change what is in view; the bare wheel is left to the page', () => {
  const onWindow = vi.fn<(at: TimeWindow) => void>();
  const onSelect = vi.fn();
  render(<Lanes onSelect={onSelect} onWindow={onWindow} />);
  const picture = screen.getByRole('application');
  const latest = () => onWindow.mock.lastCall?.[0] as TimeWindow;
  expect(fireEvent.wheel(picture, { deltaY: -100 })).toBe(true);
  expect(onWindow).not.toHaveBeenCalled();
  const wheel = createEvent.wheel(picture, { deltaY: -100 });
  // The document of these tests knows no keys and places of a wheel event.
  Object.defineProperties(wheel, { ctrlKey: { value: true }, clientX: { value: 300 } });
  expect(fireEvent(picture, wheel)).toBe(false);
  expect(latest().length).toBeLessThan(all.length);
  fireEvent.keyDown(picture, { key: '+' });
  const { start, length } = latest();
  fireEvent.keyDown(picture, { key: 'ArrowLeft' });
  expect(latest()).toEqual({ start: expect.closeTo(start - length * 0.15), length });
  fireEvent.keyDown(picture, { key: '0' });
  expect(latest()).toEqual(all);

  fireEvent.keyDown(picture, { key: '+' });
  const before = latest();
  picture.setPointerCapture = () => {};
  fireEvent.pointerDown(picture, { button: 0, clientX: 300, pointerId: 1 });
  fireEvent.pointerMove(picture, { clientX: 350, pointerId: 1 });
  fireEvent.pointerUp(picture, { clientX: 350, pointerId: 1 });
  expect(latest().start).toBeLessThan(before.start);
  expect(onSelect).not.toHaveBeenCalled();
});

test('a click selects the run that lies there', () => {
  const onSelect = vi.fn();
  render(<Lanes onSelect={onSelect} onWindow={() => {}} />);
  const picture = screen.getByRole('application');
  // 566 px for all, which is 98.8 ms; the second lane's first run begins at 10 ms.
  const x = 34 + ((1_012 - all.start) / all.length) * 566;
  fireEvent.pointerMove(picture, { clientX: x, clientY: 33 });
  expect(screen.getByRole('status').textContent).toContain('chunk 1');
  fireEvent.pointerDown(picture, { button: 0, clientX: x, clientY: 33 });
  fireEvent.pointerUp(picture, { clientX: x, clientY: 33 });
  expect(onSelect).toHaveBeenLastCalledWith(runs[1]);
});
