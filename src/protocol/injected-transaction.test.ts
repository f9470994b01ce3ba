import { expect, test } from 'vitest';
import { injectedMessageId } from './injected-transaction.ts';

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
