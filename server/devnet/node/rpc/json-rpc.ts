import { AppError } from '../../../../src/shared/app-error.ts';
import { parseExact, stringifyExact } from '../exact-json.ts';
import { type Log, reasonOf } from '../log.ts';
import { type Client, type Method, positional, RawJson } from './method.ts';
import { batchTooLarge, internalError, invalidRequest, methodNotFound, parseError, RpcError } from './rpc-error.ts';

/**
 * Answers JSON-RPC 2.0: text in, text out, whatever comes in. Single requests and batches; undefined when there is
 * nothing to answer (notifications).
 */
export class JsonRpc {
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #log: Log;

  constructor(methods: Record<string, Method>, log: Log) {
    this.#methods = new Map(Object.entries(methods));
    this.#log = log;
  }

  async answer(text: string, client?: Client): Promise<string | undefined> {
    let request: unknown;
    try {
      request = parseExact(text);
    } catch {
      // SyntaxError, or RangeError of what is nested too deeply: the answer is the same.
      return failure(null, parseError());
    }
    if (!Array.isArray(request)) return this.#answerOne(request, client);
    if (request.length === 0) return failure(null, invalidRequest());
    if (request.length > MAX_BATCH) return failure(null, batchTooLarge(MAX_BATCH));
    const answers = await Promise.all(request.map((entry) => this.#answerOne(entry, client)));
    const given = answers.filter((answer) => answer !== undefined);
    return given.length > 0 ? `[${given.join(',')}]` : undefined;
  }

  async #answerOne(request: unknown, client: Client | undefined): Promise<string | undefined> {
    if (!isRequest(request)) return failure(idOf(request), invalidRequest());
    const { id, method: name, params } = request;
    // A notification: it is neither answered nor performed, as by the library of the real node.
    if (id === undefined) return undefined;
    try {
      const method = this.#methods.get(name);
      if (!method) throw methodNotFound();
      const result = await method.call(positional(params, method.names), client);
      const json = result instanceof RawJson ? result.text : stringifyExact(result ?? null);
      return `{"jsonrpc":"2.0","id":${stringifyExact(id)},"result":${json}}`;
    } catch (error) {
      return failure(id, this.#rpcError(name, error));
    }
  }

  #rpcError(name: string, error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    this.#log.error('request failed', { method: name, reason: reasonOf(error) });
    return internalError(error instanceof AppError ? error.message : undefined);
  }
}

/** Requests in one batch. */
const MAX_BATCH = 1000;

type Id = string | number | bigint | null;

interface Request {
  id?: Id;
  method: string;
  params?: unknown;
}

function isRequest(value: unknown): value is Request {
  if (typeof value !== 'object' || value === null) return false;
  const { jsonrpc, method, id } = value as Record<string, unknown>;
  return jsonrpc === '2.0' && typeof method === 'string' && (id === undefined || isId(id));
}

function isId(id: unknown): id is Id {
  return id === null || typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint';
}

function idOf(request: unknown): Id {
  const id = typeof request === 'object' && request !== null ? (request as { id?: unknown }).id : null;
  return isId(id) ? id : null;
}

export function failure(id: Id, error: RpcError): string {
  return `{"jsonrpc":"2.0","id":${stringifyExact(id)},"error":${JSON.stringify(error)}}`;
}
