import { expect, test } from 'vitest';
import type { BlockEvent } from '../../engine/engine.ts';
import { actorId, canonicalMessageId } from '../../protocol/identifiers.ts';
import type { Hex } from '../../shared/hex.ts';
import { type ComposedMessage, inFlight } from './in-flight.ts';
import { takeLatest } from './take-latest.ts';

const program: Hex = `0x${'a1'.repeat(20)}`;
const user: Hex = `0x${'01'.repeat(20)}`;
const message = (nonce: number): BlockEvent => ({
  type: 'message',
  program: actorId(program),
  id: canonicalMessageId(program, nonce),
  source: actorId(user),
  payload: '0x',
  value: '0',
  callReply: false,
});
const topUp: BlockEvent = { type: 'topUp', program: actorId(program), value: '5' };
const create: BlockEvent = { type: 'create', program: actorId(program), codeId: `0x${'cc'.repeat(32)}` };
const block = (height: number, ...events: BlockEvent[]) => ({ height, timestamp: 12 * height, events });
const record = {
  blocks: [block(1, create, message(0)), block(2, message(1)), block(2), block(3, topUp, message(2), message(3))],
  codes: new Map(),
};

test('composed messages get the ids that the Mirror would give them next', () => {
  const composed = (route: ComposedMessage['route']): ComposedMessage => ({
    key: 0,
    program,
    source: user,
    route,
    payload: new Uint8Array([7]),
    value: 0n,
  });
  const [first, injected, second] = inFlight(
    [composed('canonical'), composed('injected'), composed('canonical')],
    record,
  );
  expect(first).toMatchObject({ type: 'message', id: canonicalMessageId(program, 4), payload: '0x07' });
  expect(second).toMatchObject({ id: canonicalMessageId(program, 5) });
  expect(injected).toMatchObject({ type: 'injected', source: actorId(user) });
  const taken = takeLatest(record, 1);
  const after = inFlight([composed('canonical')], taken?.base ?? record, taken?.messages);
  expect(after[0]).toMatchObject({ id: canonicalMessageId(program, 4) });
});

test('the latest messages are taken back with what shared their block, but never a program’s beginning', () => {
  const one = takeLatest(record, 1);
  expect(one?.messages).toEqual([message(2), message(3)]);
  expect(one?.start).toEqual({ height: 3, timestamp: 36 });
  expect(one?.base.blocks).toEqual([...record.blocks.slice(0, 3), block(3, topUp)]);
  expect(takeLatest(record, 100)?.messages).toEqual([message(1), message(2), message(3)]);
  expect(takeLatest({ ...record, blocks: record.blocks.slice(0, 1) }, 5)).toBeNull();
});
