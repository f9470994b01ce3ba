import { expect, test } from 'vitest';
import type { StateTransition } from '../../../src/engine/engine.ts';
import { squashTransitions } from './squash-transitions.ts';

const word = (digit: string) => `0x${'00'.repeat(12)}${digit.repeat(40)}` as const;
const address = (digit: string) => `0x${digit.repeat(40)}` as const;
const hash = (digit: string) => `0x${digit.repeat(64)}` as const;

function transition(actor: string, state: string, changes: Partial<StateTransition> = {}): StateTransition {
  return {
    actor: word(actor),
    newStateHash: hash(state),
    exited: false,
    inheritor: hash('0'),
    valueToReceive: '0',
    valueToReceiveNegative: false,
    valueClaims: [],
    messages: [],
    ...changes,
  };
}

const message = (id: string) => ({
  id: hash(id),
  destination: word('9'),
  payload: '0x01' as const,
  value: '5',
  call: false,
  reply: null,
});

test('a program appears once: last state, all messages and claims, sum of the values', () => {
  const squashed = squashTransitions([
    transition('a', '1', { messages: [message('1')], valueToReceive: '10' }),
    transition('b', '2'),
    transition('a', '3', {
      messages: [message('2'), message('3')],
      valueToReceive: '4',
      valueToReceiveNegative: true,
      valueClaims: [{ id: hash('7'), destination: word('8'), value: '6' }],
    }),
  ]);
  expect(squashed.map(({ actorId }) => actorId)).toEqual([address('a'), address('b')]);
  expect(squashed[0]).toMatchObject({
    newStateHash: hash('3'),
    valueToReceive: 6n,
    valueToReceiveNegativeSign: false,
    valueClaims: [{ messageId: hash('7'), destination: address('8'), value: 6n }],
  });
  expect(squashed[0]?.messages.map(({ id }) => id)).toEqual([hash('1'), hash('2'), hash('3')]);
  expect(squashed[0]?.messages[0]?.replyDetails).toEqual({ to: hash('0'), code: '0x00000000' });
});

test('programs that return value come first, the others keep their order', () => {
  const returns = { valueToReceive: '1', valueToReceiveNegative: true };
  const squashed = squashTransitions([transition('a', '1'), transition('b', '1'), transition('c', '1', returns)]);
  expect(squashed.map(({ actorId }) => actorId)).toEqual([address('c'), address('a'), address('b')]);
});

test('a value that cancels out has no sign', () => {
  const [squashed] = squashTransitions([
    transition('a', '1', { valueToReceive: '3', valueToReceiveNegative: true }),
    transition('a', '2', { valueToReceive: '3' }),
  ]);
  expect(squashed).toMatchObject({ valueToReceive: 0n, valueToReceiveNegativeSign: false });
});

test('an exit stays, with its inheritor', () => {
  const [squashed] = squashTransitions([
    transition('a', '1', { exited: true, inheritor: word('5') }),
    transition('a', '2'),
  ]);
  expect(squashed).toMatchObject({ exited: true, inheritor: address('5'), newStateHash: hash('2') });
});
