// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { MessageRecord } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { useLayout } from '../stores/layout-store.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useProgramStore } from '../stores/program-store.ts';
import { MessageGraph } from './message-graph.tsx';

afterEach(cleanup);

const ping: Hex = `0x${'11'.repeat(20)}`;
const pong: Hex = `0x${'22'.repeat(20)}`;
const message = (byte: string, rest: Partial<MessageRecord>): MessageRecord => ({
  id: `0x${byte.repeat(32)}`,
  program: ping,
  source: `0x${'ee'.repeat(20)}`,
  route: 'canonical',
  payload: new TextEncoder().encode('PING'),
  value: 0n,
  status: 'waiting',
  sentAt: 0,
  outgoing: [],
  ...rest,
});

test('the conversation of the open message is shown, and its messages open in the timeline', () => {
  const asked = message('01', { status: 'preConfirmed' });
  const delayed = message('02', { program: pong, source: ping, causedBy: asked.id, arrivesAt: 9 });
  const other = message('03', {});
  useNetwork.setState({ messages: new Map([asked, delayed, other].map((message) => [message.id, message])) });
  useProgramStore.setState({ labels: { [ping]: 'ping', [pong]: 'pong' } });
  useLayout.setState({ openMessage: asked.id, bottom: 'graph' });
  render(<MessageGraph />);

  expect(screen.getByText(/^2 messages/).textContent).toContain('2 programs');
  const [first, second, ...more] = screen.getAllByRole('button');
  expect(more).toEqual([]);
  expect(first?.getAttribute('aria-current')).toBe('true');
  expect(second?.textContent).toContain('ping → pong');
  expect(second?.textContent).toContain('Delayed: arrives at block 9');
  expect(second?.dataset.state).toBe('delayed');
  fireEvent.click(second as HTMLElement);
  expect(useLayout.getState()).toMatchObject({ openMessage: delayed.id, bottom: 'timeline' });
});

test('without an open message it is that of the newest; without any, it says so', () => {
  useLayout.setState({ openMessage: null });
  const { unmount } = render(<MessageGraph />);
  expect(screen.getByText(/^1 message, which caused no other/)).toBeTruthy();
  unmount();
  useNetwork.setState({ messages: new Map() });
  render(<MessageGraph />);
  expect(screen.getByText(/once messages are sent/)).toBeTruthy();
});
