import type { SignedReceipt } from '../../../../src/protocol/receipt.ts';
import type { Hex } from '../../../../src/shared/hex.ts';
import type { Reader } from './params.ts';
import { invalidParams } from './rpc-error.ts';

/** One method of the JSON-RPC. */
export interface Method {
  /** Names of the parameters, in order; callers may give a list or an object. */
  names: readonly string[];
  call(parameters: unknown[], client: Client | undefined): unknown;
}

/** Who asks over a WebSocket; callers over HTTP have none. */
export interface Client {
  /** Waits for the receipt of a transaction on behalf of the client. @throws RpcError when it has too many subscriptions */
  watch(transaction: Hex): Watch;
  unwatch(subscription: number): boolean;
}

export interface Watch {
  subscription: number;
  /** Sends it, unless the client has unsubscribed. */
  tell(receipt: SignedReceipt): void;
  /** The transaction was refused. */
  cancel(): void;
}

/** A result that is JSON already. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Readers<Values extends unknown[]> = { [Index in keyof Values]: [name: string, reader: Reader<Values[Index]>] };

/** A method whose parameters are read one by one. */
export function method<const Values extends unknown[]>(
  readers: Readers<Values>,
  call: (values: Values, client: Client | undefined) => unknown,
): Method {
  return {
    names: readers.map(([name]) => name),
    call: (parameters, client) =>
      call(readers.map(([name, reader], index) => reader(parameters[index], name)) as Values, client),
  };
}

/** Parameters as a list, whichever way they were given. */
export function positional(parameters: unknown, names: readonly string[]): unknown[] {
  if (parameters === undefined || parameters === null) return [];
  if (Array.isArray(parameters)) return parameters;
  if (typeof parameters !== 'object') throw invalidParams('invalid type: expected a list or an object');
  const given = parameters as Record<string, unknown>;
  return names.map((name) => given[name] ?? given[camelCase(name)]);
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
}
