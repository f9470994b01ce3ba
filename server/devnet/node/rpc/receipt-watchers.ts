import type { SignedReceipt } from '../../../../src/protocol/receipt.ts';
import type { Hex } from '../../../../src/shared/hex.ts';
import { badRequest } from './rpc-error.ts';

/** Who waits for which receipt. A client waits for a transaction once, several clients may wait for the same. */
export class ReceiptWatchers {
  readonly #watchers = new Map<Hex, Map<object, (receipt: SignedReceipt) => void>>();

  /** @throws RpcError when `client` waits for it already */
  add(transaction: Hex, client: object, tell: (receipt: SignedReceipt) => void): void {
    const watchers = this.#watchers.get(transaction) ?? new Map();
    if (watchers.has(client)) {
      throw badRequest(`Subscriber for this transaction already exists, tx_hash=${transaction}`);
    }
    watchers.set(client, tell);
    this.#watchers.set(transaction, watchers);
  }

  remove(transaction: Hex, client: object): void {
    const watchers = this.#watchers.get(transaction);
    watchers?.delete(client);
    if (watchers?.size === 0) this.#watchers.delete(transaction);
  }

  tell(transaction: Hex, receipt: SignedReceipt): void {
    for (const tell of [...(this.#watchers.get(transaction)?.values() ?? [])]) tell(receipt);
  }
}
