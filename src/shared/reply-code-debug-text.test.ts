import { expect, test } from 'vitest';
import { replyCodeDebugText } from './reply-code-debug-text.ts';

test.each([
  ['0x00000000', 'Success(Auto)'],
  ['0x00010000', 'Success(Manual)'],
  ['0x01000000', 'Error(Execution(RanOutOfGas))'],
  ['0x01000300', 'Error(Execution(UserspacePanic))'],
  ['0x01020200', 'Error(UnavailableActor(Uninitialized))'],
  ['0x01030000', 'Error(RemovedFromWaitlist)'],
  ['0x01000900', 'Error(Execution(Unsupported))'],
  ['0x01010000', 'Error(Unsupported)'],
  ['0xff000000', 'Unsupported'],
] as const)('%s is %s', (code, text) => {
  expect(replyCodeDebugText(code)).toBe(text);
});
