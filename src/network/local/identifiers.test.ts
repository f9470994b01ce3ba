import { expect, test } from 'vitest';
import { actorId, addressOfActor, canonicalMessageId, injectedMessageId, programAddress } from './identifiers.ts';

test('an injected transaction has the id that upstream gives it', () => {
  const id = injectedMessageId({
    destination: '0xede8c947f1ce1a5add6c26c2db01ad1dcd377c72',
    payload: '0x',
    value: 0n,
    referenceBlock: '0xb03574ea84ef2acbdbc8c04f8afb73c9d59f2fbd3bf82f37dcb2aa390372b702',
    salt: '0x6c6db263a31830e072ea7f083e6a818df3074119be6eee60601a5f2f668db508',
  });
  expect(id).toBe('0x70ab92fb3161d1feefbd4793ed1217574e71c802d4d8af01648863d3ba7e37c1');
});

test('a Mirror gives every message an id of its own', () => {
  const mirror = `0x${'42'.repeat(20)}` as const;
  expect(canonicalMessageId(mirror, 0)).not.toBe(canonicalMessageId(mirror, 1));
});

test('a program’s address follows from code and salt', () => {
  const code = `0x${'01'.repeat(32)}` as const;
  const salt = `0x${'02'.repeat(32)}` as const;
  expect(programAddress(code, salt)).toMatch(/^0x[0-9a-f]{40}$/);
  expect(programAddress(code, salt)).toBe(programAddress(code, salt));
  expect(programAddress(code, salt)).not.toBe(programAddress(salt, code));
});

test('addresses and actor ids', () => {
  const address = `0x${'Ab'.repeat(20)}` as const;
  expect(addressOfActor(actorId(address))).toBe(address.toLowerCase());
  const whole = `0x${'01'.repeat(32)}` as const;
  expect(addressOfActor(whole)).toBe(whole);
});
