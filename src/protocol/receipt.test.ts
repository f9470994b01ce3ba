import { expect, test } from 'vitest';
import { addressOfKey, randomKey } from '../shared/ethereum-key.ts';
import { signPersonal } from './personal-signature.ts';
import { checkReceipt, receiptSigningBytes, type SignedReceipt } from './receipt.ts';

const key = randomKey();
const validator = addressOfKey(key);
const id = `0x${'ab'.repeat(32)}` as const;
const data: SignedReceipt['data'] = {
  Promise: { tx_hash: id, reply: { payload: '0x0102', value: 0, code: '0x00010000' } },
};
const receipt: SignedReceipt = { data, signature: signPersonal(receiptSigningBytes(data), key), address: validator };

test('a validator’s receipt is valid', () => {
  expect(checkReceipt(receipt, id, [validator])).toEqual({ verdict: 'valid', validator });
});

test('a purge is signed with its reason', () => {
  const data = { Purged: { tx_hash: id, reason: 'Outdated' } } as const;
  const purged = { data, signature: signPersonal(receiptSigningBytes(data), key), address: validator };
  expect(checkReceipt(purged, id, [validator]).verdict).toBe('valid');
  const altered = { ...purged, data: { Purged: { tx_hash: id, reason: 'NonZeroValue' } } } as const;
  expect(checkReceipt(altered, id, [validator]).verdict).toBe('invalid');
});

test.each([
  ['another transaction', receipt, `0x${'cd'.repeat(32)}` as const, [validator], 'answers another transaction'],
  ['a malformed signature', { ...receipt, signature: '0x12' as const }, id, [validator], 'malformed'],
  ['a stranger', receipt, id, [addressOfKey(randomKey())], 'no validator'],
  [
    'an altered reply',
    {
      ...receipt,
      data: { Promise: { tx_hash: id, reply: { payload: '0x0103', value: 0, code: '0x00010000' } } },
    } as const,
    id,
    [validator],
    'altered',
  ],
])('a receipt is invalid: %s', (_name, receipt, id, validators, problem) => {
  const check = checkReceipt(receipt, id, validators);
  expect(check.verdict === 'invalid' && check.problem).toContain(problem);
});
