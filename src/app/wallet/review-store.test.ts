import { expect, test } from 'vitest';
import type { SigningRequest } from '../../network/wallet.ts';
import { review, useReviews } from './review-store.ts';

const request = (byte: string): SigningRequest => ({
  kind: 'injected',
  network: 'Devnet',
  signingBytes: `0x${byte.repeat(32)}`,
  transaction: {
    destination: `0x${'12'.repeat(20)}`,
    payload: '0x',
    value: 0n,
    referenceBlock: `0x${'77'.repeat(32)}`,
    salt: '0x01',
  },
});
const shown = () => useReviews.getState().reviews[0];

test('requests are looked at one after the other, and each is answered for itself', async () => {
  const first = review(request('01'));
  const second = review(request('02'));
  expect(shown()?.request.signingBytes).toBe(request('01').signingBytes);
  shown()?.refuse();
  await expect(first).rejects.toMatchObject({ code: 'USER_REJECTED' });
  expect(shown()?.request.signingBytes).toBe(request('02').signingBytes);
  shown()?.accept();
  await expect(second).resolves.toBeUndefined();
  expect(shown()).toBeUndefined();
});
