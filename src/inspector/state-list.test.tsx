// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { StatePoint } from '../network/network.ts';
import { StateList } from './state-list.tsx';

afterEach(cleanup);

const states = Array.from(
  { length: 1_000 },
  (_, index): StatePoint => ({
    program: '0xaa',
    stateHash: `0x${index.toString(16).padStart(64, '0')}`,
    height: index,
    timestamp: 0,
    at: 0,
    causes: [{ kind: 'task' }],
    gasBurned: 1_234_567,
    ...(index === 2 && { isGone: true as const }),
  }),
);

function show(current: number) {
  const onStep = vi.fn();
  render(<StateList states={states} current={current} base={1} idl={undefined} onStep={onStep} />);
  return { onStep, list: screen.getByRole('listbox', { name: 'States, oldest first' }) };
}

test('of many states only those in view are drawn, each with its place', () => {
  show(0);
  const drawn = screen.getAllByRole('option');
  expect(drawn.length).toBeLessThan(40);
  expect(drawn[0]?.getAttribute('aria-selected')).toBe('true');
  expect(drawn[3]?.getAttribute('aria-posinset')).toBe('4');
  expect(drawn[3]?.getAttribute('aria-setsize')).toBe('1000');
  expect(drawn[0]?.textContent).toContain('1,234,567 gas');
  expect(drawn[1]?.textContent).toContain('compared');
  expect(drawn[2]?.textContent).toContain('dropped');
});

test.each([
  ['ArrowLeft', 4],
  ['ArrowUp', 4],
  ['ArrowRight', 6],
  ['ArrowDown', 6],
  ['Home', 0],
  ['End', 999],
])('%s leads to state %i', (key, place) => {
  const { onStep, list } = show(5);
  fireEvent.keyDown(list, { key });
  expect(onStep.mock.calls).toEqual([[place]]);
});

test('other keys are left to the page, and a click chooses', () => {
  const { onStep, list } = show(5);
  fireEvent.keyDown(list, { key: 'a' });
  expect(onStep).not.toHaveBeenCalled();
  fireEvent.click(screen.getAllByRole('option')[3] as HTMLElement);
  expect(onStep.mock.calls).toEqual([[3]]);
});
