import { expect, test } from 'vitest';
import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord } from '../network.ts';
import { MessageRecords } from './message-records.ts';

const record = (id: Hex, changes: Partial<MessageRecord> = {}): MessageRecord => ({
  id,
  program: '0xaa',
  source: '0xbb',
  route: 'canonical',
  payload: new Uint8Array(),
  value: 0n,
  status: 'queued',
  sentAt: 1,
  outgoing: [],
  ...changes,
});

test('a pre-confirmed message settles with the next block and is final two blocks later', () => {
  const records = new MessageRecords();
  records.set(record('0x01'));
  records.set(record('0x02', { status: 'preConfirmed' }));
  records.settle(5, 100);
  expect(records.get('0x01')?.status).toBe('queued');
  expect(records.get('0x02')).toMatchObject({ status: 'settled', settledAt: 100, settledBlock: 5 });
  records.settle(6, 200);
  expect(records.get('0x02')?.status).toBe('settled');
  records.settle(7, 300);
  expect(records.get('0x02')).toMatchObject({ status: 'final', finalAt: 300 });
});

test('what was saved goes on where it was', () => {
  const records = new MessageRecords([record('0x01', { status: 'settled', settledBlock: 5 })]);
  expect(records.takeChanged()).toEqual([]);
  records.settle(7, 300);
  expect(records.takeChanged()).toMatchObject([{ id: '0x01', status: 'final' }]);
});

test('records are replaced, so one handed out stays as it was; a reason goes with the state it belongs to', () => {
  const records = new MessageRecords();
  records.set(record('0x01', { status: 'waiting', reason: 'because' }));
  const before = records.get('0x01');
  records.update('0x01', { status: 'queued' });
  expect(before).toMatchObject({ status: 'waiting', reason: 'because' });
  expect(records.get('0x01')).not.toHaveProperty('reason');
});

test('each changed record is told of once, with its latest state', () => {
  const records = new MessageRecords();
  records.set(record('0x01'));
  records.update('0x01', { status: 'preConfirmed' });
  expect(records.takeChanged().map(({ status }) => status)).toEqual(['preConfirmed']);
  expect(records.takeChanged()).toEqual([]);
});
