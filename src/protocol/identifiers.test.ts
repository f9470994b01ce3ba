import { expect, test } from 'vitest';
import { actorId, addressOfActor, canonicalMessageId } from './identifiers.ts';

test('a Mirror gives every message an id of its own', () => {
  const mirror = `0x${'42'.repeat(20)}` as const;
  expect(canonicalMessageId(mirror, 0)).not.toBe(canonicalMessageId(mirror, 1));
});

test('addresses and actor ids', () => {
  const address = `0x${'Ab'.repeat(20)}` as const;
  expect(addressOfActor(actorId(address))).toBe(address.toLowerCase());
  const whole = `0x${'01'.repeat(32)}` as const;
  expect(addressOfActor(whole)).toBe(whole);
});
