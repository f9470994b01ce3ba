import type { AppError } from '../../shared/app-error.ts';
import { parseExactJson, stringifyExactJson } from '../../shared/exact-json.ts';
import { validatorRefused, validatorTimedOut, validatorUnreachable } from './validator-errors.ts';

/**
 * JSON-RPC over WebSocket to one of several validators, tried in order. Connects by itself, and again whenever the
 * connection is lost, with growing pauses. What was under way when it was lost fails; asking again is the caller's
 * decision. Whole numbers of 16 digits and more arrive as decimal text ({@link parseExactJson}).
 */
export class ValidatorClient {
  readonly #parameters: Required<ValidatorClientParameters>;
  readonly #calls = new Map<number, Call>();
  readonly #subscriptions = new Map<string, Subscription>();
  #socket: WebSocket | undefined;
  #state: ValidatorState = 'connecting';
  #waiting: Waiting[] = [];
  #nextId = 1;
  #failures = 0;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(parameters: ValidatorClientParameters) {
    this.#parameters = { onChange: () => {}, timeout: 15_000, pause: 500, ...parameters };
    if (parameters.urls.length === 0) this.#state = 'down';
    else this.#connect();
  }

  /** `down`: the latest attempt failed; the next one comes by itself. */
  get state(): ValidatorState {
    return this.#state;
  }

  /** The validator that is connected or tried. */
  get url(): string | undefined {
    const { urls } = this.#parameters;
    return urls[this.#turn % Math.max(urls.length, 1)];
  }

  /** @throws AppError `VALIDATOR_UNREACHABLE`, `VALIDATOR_TIMEOUT`, `VALIDATOR_REFUSED` with the node's own words */
  async request(method: string, params: readonly unknown[], timeout = this.#parameters.timeout): Promise<unknown> {
    return this.#call(await this.#open(timeout), { method, params, timeout });
  }

  /**
   * Starts a subscription. Items arrive until the returned function ends it or the connection is lost, of which
   * `onEnd` tells.
   * @throws AppError as {@link request}
   */
  async subscribe(
    method: string,
    params: readonly unknown[],
    { unsubscribe, onItem, onEnd }: { unsubscribe: string; onItem(item: unknown): void; onEnd(): void },
  ): Promise<() => void> {
    const socket = await this.#open(this.#parameters.timeout);
    let key = '';
    const onResult = (id: unknown) => {
      key = String(id);
      this.#subscriptions.set(key, { onItem, onEnd });
    };
    const id = await this.#call(socket, { method, params, timeout: this.#parameters.timeout, onResult });
    return () => {
      if (!this.#subscriptions.delete(key) || this.#socket !== socket || socket.readyState !== WebSocket.OPEN) return;
      socket.send(stringifyExactJson({ jsonrpc: '2.0', id: this.#nextId++, method: unsubscribe, params: [id] }));
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#fail('down', validatorUnreachable(this.url, 'The client was closed.'));
    this.#socket?.close();
  }

  #connect(): void {
    this.#state = 'connecting';
    const url = this.url as string;
    let socket: WebSocket;
    try {
      socket = new WebSocket(url);
    } catch (cause) {
      // A malformed address throws at once.
      this.#lost(undefined, validatorUnreachable(url, String(cause)));
      return;
    }
    this.#socket = socket;
    const timer = setTimeout(() => socket.close(), this.#parameters.timeout);
    socket.onopen = () => {
      clearTimeout(timer);
      this.#state = 'connected';
      for (const { resolve } of this.#waiting.splice(0)) resolve(socket);
      this.#parameters.onChange();
    };
    socket.onmessage = ({ data }) => this.#receive(socket, data);
    // An error is always followed by a close.
    socket.onclose = () => {
      clearTimeout(timer);
      this.#lost(socket, validatorUnreachable(url, 'The connection was closed or could not be opened.'));
    };
  }

  #lost(socket: WebSocket | undefined, error: AppError): void {
    if (this.#socket !== socket || this.#closed) return;
    this.#failures++;
    this.#turn++;
    this.#fail('down', error);
    const pause = Math.min(this.#parameters.pause * 2 ** Math.min(this.#failures - 1, 6), 30_000);
    this.#timer = setTimeout(() => this.#connect(), pause);
    this.#parameters.onChange();
  }

  #fail(state: ValidatorState, error: AppError): void {
    this.#state = state;
    const calls = [...this.#calls.values()];
    const subscriptions = [...this.#subscriptions.values()];
    this.#calls.clear();
    this.#subscriptions.clear();
    for (const { reject } of [...calls, ...this.#waiting.splice(0)]) reject(error);
    for (const { onEnd } of subscriptions) onEnd();
  }

  async #open(timeout: number): Promise<WebSocket> {
    if (this.#state === 'connected' && this.#socket) return this.#socket;
    if (this.#state === 'down') throw validatorUnreachable(this.url, 'It is tried again by and by.');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(validatorTimedOut('connecting', timeout)), timeout);
      const settle =
        <T>(end: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          end(value);
        };
      this.#waiting.push({ resolve: settle(resolve), reject: settle(reject) });
    });
  }

  #call(socket: WebSocket, { method, params, timeout, onResult }: CallParameters): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        reject(validatorTimedOut(method, timeout));
      }, timeout);
      const end = () => {
        clearTimeout(timer);
        this.#calls.delete(id);
      };
      this.#calls.set(id, {
        resolve(result) {
          end();
          onResult?.(result);
          resolve(result);
        },
        reject(error) {
          end();
          reject(error);
        },
      });
      socket.send(stringifyExactJson({ jsonrpc: '2.0', id, method, params }));
    });
  }

  #receive(socket: WebSocket, data: unknown): void {
    const message = readMessage(data);
    if (!message) {
      socket.close();
      return;
    }
    this.#failures = 0;
    if (message.method !== undefined) {
      this.#subscriptions.get(String(message.params?.subscription))?.onItem(message.params?.result);
      return;
    }
    const call = this.#calls.get(Number(message.id));
    if (!call) return;
    if (message.error) call.reject(validatorRefused(message.error));
    else call.resolve(message.result);
  }
}

export type ValidatorState = 'connecting' | 'connected' | 'down';

export interface ValidatorClientParameters {
  /** `ws://…` or `wss://…` */
  urls: string[];
  /** Called when {@link ValidatorClient.state} changed. */
  onChange?: () => void;
  /** ms for an answer and for opening the connection; 15,000 by default */
  timeout?: number;
  /** ms before the first new attempt, doubled with each failure up to 30 s; 500 by default */
  pause?: number;
}

/** Characters; the largest answer is a page of 16 KiB or a code of 512 KiB in hexadecimal. */
const MAX_MESSAGE = 16 * 1024 * 1024;

interface Call {
  resolve(result: unknown): void;
  reject(error: AppError): void;
}

interface CallParameters {
  method: string;
  params: readonly unknown[];
  timeout: number;
  /** Called before the next message is looked at. */
  onResult?: (result: unknown) => void;
}

interface Waiting {
  resolve(socket: WebSocket): void;
  reject(error: AppError): void;
}

interface Subscription {
  onItem(item: unknown): void;
  onEnd(): void;
}

interface Message {
  id?: unknown;
  result?: unknown;
  error?: { message?: unknown; data?: unknown };
  method?: unknown;
  params?: { subscription?: unknown; result?: unknown };
}

/** Undefined for what no validator would say. */
function readMessage(data: unknown): Message | undefined {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE) return undefined;
  try {
    const message = parseExactJson(data);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    // Whoever does not speak JSON is hung up on.
    return undefined;
  }
}
