import type { PreConfirmation } from '../../../src/engine/engine.ts';
import { signPersonal } from '../../../src/protocol/personal-signature.ts';
import { type PurgeReason, receiptSigningBytes, type SignedReceipt } from '../../../src/protocol/receipt.ts';
import { addressOfKey } from '../../../src/shared/ethereum-key.ts';
import type { Hex } from '../../../src/shared/hex.ts';

/** Signs as the network's validator. */
export class ReceiptSigner {
  /** 20 bytes */
  readonly address: Hex;
  readonly #key: Uint8Array;

  /** @throws RangeError when it is no secret key */
  constructor(key: Uint8Array) {
    this.#key = key;
    this.address = addressOfKey(key);
  }

  /** The promise that `reply` is what the transaction is answered with. */
  promise({ tx, payload, value, code }: PreConfirmation): SignedReceipt {
    return this.#sign({ Promise: { tx_hash: tx, reply: { payload, value, code } } });
  }

  /** The transaction was dropped and will never run. */
  purge(tx: Hex, reason: PurgeReason): SignedReceipt {
    return this.#sign({ Purged: { tx_hash: tx, reason } });
  }

  #sign(data: SignedReceipt['data']): SignedReceipt {
    return { data, signature: signPersonal(receiptSigningBytes(data), this.#key), address: this.address };
  }
}

/** As the node's JSON-RPC has it: the value is a number there, with all its digits. */
export function receiptJson(receipt: SignedReceipt): object {
  if ('Purged' in receipt.data) return receipt;
  const { tx_hash, reply } = receipt.data.Promise;
  const data = { Promise: { tx_hash, reply: { ...reply, value: BigInt(reply.value) } } };
  return { ...receipt, data };
}
