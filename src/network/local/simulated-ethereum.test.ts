import { expect, test } from 'vitest';
import type { StateTransition } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import { newEthereum, nextBlock, payMirror, referenceBlock, settle } from './simulated-ethereum.ts';

const program: Hex = `0x${'42'.repeat(32)}`;
const user: Hex = `0x${'43'.repeat(32)}`;
const other: Hex = `0x${'44'.repeat(32)}`;
const genesis: Hex = `0x${'01'.repeat(32)}`;

const transition = (changes: Partial<StateTransition>): StateTransition => ({
  actor: program,
  newStateHash: '0x',
  exited: false,
  inheritor: `0x${'00'.repeat(32)}`,
  valueToReceive: '0',
  valueToReceiveNegative: false,
  valueClaims: [],
  messages: [],
  ...changes,
});
const message = (value: string, isReply: boolean): StateTransition['messages'][number] => ({
  id: '0x01',
  destination: user,
  payload: '0x',
  value,
  call: false,
  reply: isReply ? { to: '0x02', code: '0x00010000', codeText: 'Success(Manual)' } : null,
});

const paid = (to: Hex, value: bigint) => ({ payments: [{ from: program, to, value }], mailboxed: [] });

test('chain time follows the wall but takes at least a slot a block', () => {
  const ethereum = newEthereum(genesis, 1000);
  nextBlock(ethereum, 1001);
  expect(ethereum).toMatchObject({ height: 2, timestamp: 1012 });
  nextBlock(ethereum, 5000);
  expect(ethereum).toMatchObject({ height: 3, timestamp: 5000 });
});

test('the reference block lies a little back, and each has its hash', () => {
  const ethereum = newEthereum(genesis, 0);
  expect(referenceBlock(ethereum).height).toBe(0);
  ethereum.height = 100;
  expect(referenceBlock(ethereum).height).toBe(97);
  expect(referenceBlock(ethereum).hash).not.toBe(referenceBlock({ ...ethereum, height: 101 }).hash);
});

test('value that came in goes back with a reply', () => {
  const ethereum = newEthereum(genesis, 0);
  ethereum.unsettled.push(transition({ valueToReceive: '10', messages: [message('4', true)] }));
  expect(settle(ethereum)).toEqual(paid(user, 4n));
  expect(ethereum.mirrors.get(program)).toBe(6n);
  expect(settle(ethereum)).toEqual({ payments: [], mailboxed: [] });
});

test('a message’s value waits at the router until it is claimed', () => {
  const ethereum = newEthereum(genesis, 0);
  payMirror(ethereum, program, 10n);
  ethereum.unsettled.push(
    transition({ valueToReceive: '7', valueToReceiveNegative: true, messages: [message('7', false)] }),
  );
  expect(settle(ethereum)).toEqual({ payments: [], mailboxed: [{ from: program, to: user }] });
  expect(ethereum.mirrors.get(program)).toBe(3n);
  ethereum.unsettled.push(
    transition({ valueToReceive: '7', valueClaims: [{ id: '0x01', destination: user, value: '7' }] }),
  );
  expect(settle(ethereum)).toEqual(paid(user, 7n));
  expect(ethereum.mirrors.get(program)).toBe(3n);
});

test('all that an exited program holds goes to its inheritor', () => {
  const ethereum = newEthereum(genesis, 0);
  payMirror(ethereum, program, 10n);
  ethereum.unsettled.push(transition({ exited: true, inheritor: other }));
  expect(settle(ethereum)).toEqual(paid(other, 10n));
  expect(ethereum.mirrors.get(program)).toBe(0n);
});
