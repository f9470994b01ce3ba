// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { GasSplit } from '../engine/engine.ts';
import { gasParts } from './gas-parts.ts';
import { GasSplitView } from './gas-split-view.tsx';

afterEach(cleanup);

const split: GasSplit = {
  loading: 100_000_000,
  growth: 20_000_000,
  instructions: 1_500_000,
  programPages: { read: 28_491_385, write: 136_879_318, writeAfterRead: 0, load: 10_014_933 },
  syscallPages: { read: 0, write: 138_319_435, writeAfterRead: 0, load: 0 },
  syscalls: [
    { name: 'gr_size', calls: 1, gas: 1_000_000 },
    { name: 'gr_send', calls: 2, gas: 404_000_000 },
    { name: 'gr_system_break', calls: 1, gas: 0 },
  ],
};

test('the parts leave nothing out', () => {
  const parts = gasParts(split);
  expect(parts.map(({ id, gas }) => [id, gas])).toEqual([
    ['instructions', 1_500_000],
    ['syscalls', 405_000_000],
    ['pages', 28_491_385 + 136_879_318 + 10_014_933 + 138_319_435],
    ['loading', 120_000_000],
  ]);
  for (const { gas, items } of parts) expect(items.reduce((sum, item) => sum + item.gas, 0)).toBe(gas);
});

test('is a table of four parts, which opens up to every cause', () => {
  render(<GasSplitView split={split} />);
  const table = screen.getByRole('table', { name: 'Gas by what took it' });
  const rows = () => within(table).getAllByRole('row').slice(1);
  expect(rows().map((row) => within(row).getByRole('rowheader').textContent)).toEqual([
    'Instructions',
    'Syscalls',
    'Pages',
    'Loading',
  ]);
  expect(within(table).getByRole('row', { name: /^Syscalls 405,000,000 48 %$/ })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Every cause' }));
  expect(within(table).getByRole('row', { name: /^gr_send × 2 404,000,000/ })).toBeTruthy();
  expect(within(table).queryByRole('row', { name: /gr_system_break/ })).toBeNull();
});

test('a message that burnt nothing has no bar', () => {
  const nothing = { read: 0, write: 0, writeAfterRead: 0, load: 0 };
  const none = { loading: 0, growth: 0, instructions: 0, programPages: nothing, syscallPages: nothing, syscalls: [] };
  const { container } = render(<GasSplitView split={none} />);
  expect(container.innerHTML).toBe('');
});
