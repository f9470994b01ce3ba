import { REJECTIONS } from '../node-mempool.ts';
import type { OwnChain } from '../own-chain.ts';
import { type PooledTransaction, transactionJson } from '../pooled-transaction.ts';
import { receiptJson } from '../sign-receipt.ts';
import { injectedTransaction } from './injected-parameter.ts';
import { type Method, method } from './method.ts';
import { hash, list } from './params.ts';
import { badRequest, internalError, invalidParams } from './rpc-error.ts';

/** `injected_…`: transactions straight to the validator, and its receipts. */
export function injectedMethods(chain: OwnChain): Record<string, Method> {
  /** @returns why it is refused */
  const submit = (transaction: PooledTransaction): string | undefined => {
    if (transaction.value !== 0n) throw badRequest('Injected transactions with non-zero value are not supported');
    return REJECTIONS[chain.submit(transaction)];
  };
  return {
    injected_sendTransaction: method([['transaction', injectedTransaction]], ([transaction]) => {
      const reason = submit(transaction);
      return reason === undefined ? 'Accept' : { Reject: { reason } };
    }),

    injected_sendTransactionAndWatch: method([['transaction', injectedTransaction]], ([transaction], client) => {
      if (!client) throw internalError('subscriptions need a WebSocket');
      const watch = client.watch(transaction.id);
      try {
        const reason = submit(transaction);
        // A real node says no more than "Internal error" here; the reason does not disturb its clients.
        if (reason !== undefined) throw internalError(reason);
      } catch (error) {
        watch.cancel();
        throw error;
      }
      // Who asks again after a broken connection gets the receipt that was given meanwhile.
      const receipt = chain.store.transactions.receipt(transaction.id);
      if (receipt) setImmediate(() => watch.tell(receipt));
      return watch.subscription;
    }),

    injected_sendTransactionAndWatchUnsubscribe: method(
      [['subscription', (value) => value]],
      ([subscription], client) => typeof subscription === 'number' && (client?.unwatch(subscription) ?? false),
    ),

    injected_getTransactionReceipt: method([['tx_hash', hash]], ([id]) => {
      const receipt = chain.store.transactions.receipt(id);
      return receipt ? receiptJson(receipt) : null;
    }),

    injected_getTransactions: method([['transaction_ids', list(hash)]], ([ids]) => {
      if (ids.length > MAX_IDS) {
        throw invalidParams(`Too many transaction ids requested. Maximum is ${MAX_IDS}.`);
      }
      return ids.map((id) => {
        const known = chain.store.transactions.get(id);
        return known ? transactionJson(known.transaction) : null;
      });
    }),
  };
}

const MAX_IDS = 100;
