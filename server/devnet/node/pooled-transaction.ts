import type { InjectedTransaction, InjectedTransactionJson } from '../../../src/protocol/injected-transaction.ts';
import type { Hex } from '../../../src/shared/hex.ts';

/** An injected transaction whose signature has been checked. */
export interface PooledTransaction extends InjectedTransaction {
  /** Its hash, which is the message's id too. */
  id: Hex;
  signature: Hex;
  /** Who signed, 20 bytes. */
  address: Hex;
}

/** As `injected_getTransactions` gives it; the value is a bigint, for exact JSON. */
export function transactionJson({
  destination,
  payload,
  value,
  referenceBlock,
  salt,
  signature,
  address,
}: PooledTransaction): Omit<InjectedTransactionJson, 'data'> & { data: object } {
  return { data: { destination, payload, value, reference_block: referenceBlock, salt }, signature, address };
}
