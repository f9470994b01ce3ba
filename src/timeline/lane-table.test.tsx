// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { MessageRecord, Reply } from '../network/network.ts';
import { compareLanes } from './compare-lanes.ts';
import { LaneTable } from './lane-table.tsx';
import { Lanes } from './lanes.tsx';

afterEach(cleanup);

const reply = (byte: number): Reply => ({
  payload: new Uint8Array([byte]),
  value: 0n,
  code: '0x00010000',
  codeText: 'Success(Manual)',
});

const message: MessageRecord = {
  id: `0x${'01'.repeat(32)}`,
  program: `0x${'12'.repeat(20)}`,
  source: `0x${'34'.repeat(20)}`,
  route: 'injected',
  payload: new Uint8Array(),
  value: 0n,
  status: 'preConfirmed',
  sentAt: 1_000,
  outgoing: [],
  prediction: {
    status: 'predicted',
    reply: reply(1),
    gasBurned: 1_000,
    stateHashBefore: `0x${'aa'.repeat(32)}`,
    stateHashAfter: `0x${'bb'.repeat(32)}`,
    at: 1_001,
    duration: 1.5,
  },
  preConfirmation: { reply: reply(2), validator: `0x${'70'.repeat(20)}`, verdict: 'valid', at: 1_084 },
};

test('a cell that differs says so in words', () => {
  render(<LaneTable comparison={compareLanes(message)} />);
  expect(screen.getByText('The lanes disagree')).toBeTruthy();
  const row = screen.getByRole('row', { name: /^Reply Reply 0x01/ });
  const [first, second] = within(row).getAllByRole('cell');
  expect(first?.textContent).not.toContain('differs');
  expect(second?.textContent).toContain('0x02');
  expect(second?.textContent).toContain('≠ differs');
});

test('lanes show their latency, and what does not come is told apart from what is to come', () => {
  const { rerender } = render(<Lanes message={message} isSimulated={false} />);
  const texts = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(texts()).toEqual(['predicted1.5 ms', 'pre-confirmed84 ms', 'settled', 'final']);
  const { preConfirmation: _, prediction: __, ...plain } = message;
  rerender(
    <Lanes
      message={{ ...plain, route: 'canonical', prediction: { status: 'unavailable', reason: 'No state.' } }}
      isSimulated={false}
    />,
  );
  expect(texts()).toEqual(['predictednot possible', 'pre-confirmednone', 'settled', 'final']);
});
