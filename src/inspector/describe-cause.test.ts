import { expect, test } from 'vitest';
import type { MessageRecord, StateCause } from '../network/network.ts';
import { encodeCall } from '../program/codec/encode-call.ts';
import type { IdlFunction } from '../program/idl.ts';
import { parseIdl } from '../program/test-vectors/parser.ts';
import type { Hex } from '../shared/hex.ts';
import { describeCauses, describePayload, describeSent } from './describe-cause.ts';

const idl = await parseIdl(`
  service Counter { functions { Add(amount: u32) -> u32; } }
  program Counter { services { Counter } }
`);
const add = idl.services[0]?.functions[0] as IdlFunction;
const id: Hex = `0x${'ab'.repeat(32)}`;
const message: MessageRecord = {
  id,
  program: '0xaa',
  source: '0xbb',
  route: 'canonical',
  payload: encodeCall(add, [5]),
  value: 0n,
  status: 'final',
  sentAt: 0,
  outgoing: [],
};
const text = (...causes: StateCause[]) => describeCauses({ causes }, { idl, messages: new Map([[id, message]]) });

test('a message is told as the call that it is, coins by their amount', () => {
  expect(text({ kind: 'message', messageId: id })).toBe('Add(5)');
  expect(text({ kind: 'topUp', amount: 10n * 10n ** 12n })).toBe('Top-up of 10 WVARA');
  expect(text({ kind: 'freeTopUp', amount: 10n ** 17n })).toBe('Top-up of 0.1 ETH');
});

test('of many causes the first are told; of none, that it is not known', () => {
  const cause: StateCause = { kind: 'message', messageId: id };
  expect(text({ kind: 'created' }, cause, cause, cause)).toBe('Created, Add(5) and 2 more');
  expect(text()).toBe('not known how');
});

test('what nobody here knows is shown as its id or its bytes', () => {
  expect(text({ kind: 'message', messageId: `0x${'cd'.repeat(32)}` })).toBe('message 0xcdcd…cdcd');
  const payload = new TextEncoder().encode('hello');
  expect(describePayload({ payload, kind: 'handle' }, idl)).toBe('"hello"');
  expect(describePayload({ payload, kind: 'reply' }, idl)).toBe('reply "hello"');
  expect(describeSent({ destination: '0xbb', payload }, undefined)).toBe('"hello"');
});
