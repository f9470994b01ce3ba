import { randomInt } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { SignedReceipt } from '../../../../src/protocol/receipt.ts';
import type { Hex } from '../../../../src/shared/hex.ts';
import { stringifyExact } from '../exact-json.ts';
import { receiptJson } from '../sign-receipt.ts';
import type { JsonRpc } from './json-rpc.ts';
import { failure } from './json-rpc.ts';
import type { Client, Watch } from './method.ts';
import type { ReceiptWatchers } from './receipt-watchers.ts';
import { requestTooBig, serverBusy, tooManySubscriptions } from './rpc-error.ts';

/** One WebSocket: its requests, its subscriptions, and what it may burden the node with. */
export class RpcClient implements Client {
  readonly #socket: WebSocket;
  readonly #rpc: JsonRpc;
  readonly #watchers: ReceiptWatchers;
  readonly #subscriptions = new Map<number, Hex>();
  #underWay = 0;

  constructor(socket: WebSocket, rpc: JsonRpc, watchers: ReceiptWatchers) {
    this.#socket = socket;
    this.#rpc = rpc;
    this.#watchers = watchers;
    socket.on('message', (data) => void this.#take(String(data)));
    // A broken frame or a message over the limit ends the connection; the close that follows tidies up.
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const subscription of [...this.#subscriptions.keys()]) this.unwatch(subscription);
    });
  }

  watch(transaction: Hex): Watch {
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) throw tooManySubscriptions(MAX_SUBSCRIPTIONS);
    const subscription = randomInt(2 ** 47);
    const tell = (receipt: SignedReceipt) => {
      if (!this.unwatch(subscription)) return;
      const params = { subscription, result: receiptJson(receipt) };
      this.#send(stringifyExact({ jsonrpc: '2.0', method: WATCH_METHOD, params }));
    };
    this.#watchers.add(transaction, this, tell);
    this.#subscriptions.set(subscription, transaction);
    return { subscription, tell, cancel: () => void this.unwatch(subscription) };
  }

  unwatch(subscription: number): boolean {
    const transaction = this.#subscriptions.get(subscription);
    if (transaction === undefined) return false;
    this.#subscriptions.delete(subscription);
    this.#watchers.remove(transaction, this);
    return true;
  }

  async #take(text: string): Promise<void> {
    if (text.length > MAX_MESSAGE) return this.#send(failure(null, requestTooBig(MAX_MESSAGE)));
    if (this.#underWay >= MAX_UNDER_WAY) return this.#send(failure(null, serverBusy()));
    this.#underWay++;
    try {
      const answer = await this.#rpc.answer(text, this);
      if (answer !== undefined) this.#send(answer);
    } finally {
      this.#underWay--;
    }
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // Who asks and does not listen is let go.
    if (this.#socket.bufferedAmount > MAX_UNREAD) this.#socket.terminate();
    else this.#socket.send(text);
  }
}

export const WATCH_METHOD = 'injected_sendTransactionAndWatch';

/** Bytes of a request, as the library of the real node has it. */
export const MAX_MESSAGE = 10 * 1024 * 1024;
const MAX_SUBSCRIPTIONS = 1024;
const MAX_UNDER_WAY = 1024;
/** Bytes that wait for the client. */
const MAX_UNREAD = 64 * 1024 * 1024;
