import { MAX_PAYLOAD_SIZE, MAX_SALT_SIZE } from '../../../../src/executor/injected-rules.ts';
import { injectedMessageId, injectedSigningBytes } from '../../../../src/protocol/injected-transaction.ts';
import { recoverPersonal } from '../../../../src/protocol/personal-signature.ts';
import type { PooledTransaction } from '../pooled-transaction.ts';
import { address, bytes, field, hash, type Reader, u128 } from './params.ts';
import { invalidParams } from './rpc-error.ts';

/**
 * Reads `{recipient, tx: {data, signature, address}}`, the parameter of `injected_sendTransaction` in release 2.0.0, and checks the
 * signature. There is one validator, so whom it is meant for makes no difference, as on a real node, which hands it on to all.
 */
export const injectedTransaction: Reader<PooledTransaction> = (value) => {
  field(value, 'recipient', address);
  return field(value, 'tx', signed);
};

const signed: Reader<PooledTransaction> = (tx) => {
  const transaction = field(tx, 'data', (data) => ({
    destination: field(data, 'destination', address),
    payload: field(data, 'payload', bytes(MAX_PAYLOAD_SIZE)),
    value: field(data, 'value', u128),
    referenceBlock: field(data, 'reference_block', hash),
    salt: field(data, 'salt', bytes(MAX_SALT_SIZE)),
  }));
  const signature = field(tx, 'signature', bytes());
  if (signature.length !== 2 + 2 * 65) throw invalidParams('Invalid signature size');
  const sender = field(tx, 'address', address);
  const signer = recoverPersonal(injectedSigningBytes(transaction), signature);
  if (!signer) throw invalidParams('Invalid signature or attached data');
  if (signer !== sender) throw invalidParams('Address mismatch');
  return { id: injectedMessageId(transaction), ...transaction, signature, address: sender };
};
