import { expect, test } from 'vitest';
import type { MessageRecord, Reply } from '../../network/network.ts';
import { conversionText } from './conversion-text.ts';

const message: MessageRecord = {
  id: '0x01',
  program: '0x02',
  source: '0x03',
  route: 'canonical',
  payload: new Uint8Array(),
  value: 0n,
  status: 'queued',
  sentAt: 0,
  outgoing: [],
};
const given: Reply = {
  payload: new Uint8Array(),
  value: 5n * 10n ** 14n,
  code: '0x00010000',
  codeText: 'Success(Manual)',
};
const predicted = (reply: Reply) => ({
  status: 'predicted' as const,
  reply,
  gasBurned: 1,
  stateHashBefore: '0x' as const,
  stateHashAfter: '0x' as const,
  at: 0,
  duration: 1,
});
const panicked = {
  ...given,
  value: 0n,
  code: '0x01000000' as const,
  payload: new TextEncoder().encode('only the owner may'),
};

test.each([
  ['On its way to the program.', {}],
  ['The program is going to give 0.0005 ETH.', { prediction: predicted(given) }],
  ['The program has given 0.0005 ETH.', { prediction: predicted(given), status: 'settled' }],
  ['The program has given 0.0005 ETH.', { reply: given, status: 'preConfirmed' }],
  ['The program has no ether to give.', { reply: { ...given, value: 0n } }],
  ['The program has answered.', { status: 'final' }],
] satisfies [string, Partial<MessageRecord>][])('%s', (text, rest) => {
  expect(conversionText({ ...message, ...rest })).toEqual({ text, isError: false });
});

test.each([
  ['only the owner may', { prediction: predicted(panicked) }],
  ['only the owner may', { reply: panicked, status: 'settled' }],
  ['The block broke', { status: 'refused', reason: 'The block broke' }],
] satisfies [string, Partial<MessageRecord>][])('a failure: %s', (text, rest) => {
  expect(conversionText({ ...message, ...rest })).toEqual({ text: expect.stringContaining(text), isError: true });
});
