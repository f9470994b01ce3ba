/**
 * An error that a caller is answered with. Codes and messages are those of a node of release 2.0.0 (ethexe/rpc/src/errors.rs)
 * and of the library that it answers with.
 */
export class RpcError extends Error {
  readonly code: number;
  readonly data: string | undefined;

  constructor(code: number, message: string, data?: string) {
    super(message);
    this.code = code;
    this.data = data;
  }

  toJSON(): { code: number; message: string; data?: string } {
    const { code, message, data } = this;
    return { code, message, ...(data !== undefined && { data }) };
  }
}

export const parseError = () => new RpcError(-32700, 'Parse error');
export const invalidRequest = () => new RpcError(-32600, 'Invalid request');
export const methodNotFound = () => new RpcError(-32601, 'Method not found');
export const invalidParams = (why: string) => new RpcError(-32602, 'Invalid params', why);
export const internalError = (why?: string) => new RpcError(-32603, 'Internal error', why);
export const tooManySubscriptions = (limit: number) =>
  new RpcError(-32006, 'Too many subscriptions on the connection', `Exceeded max limit of ${limit}`);
export const requestTooBig = (limit: number) =>
  new RpcError(-32007, 'Request is too big', `Exceeded max limit of ${limit}`);
export const serverBusy = () => new RpcError(-32009, 'Server is busy, try again later');
export const batchTooLarge = (limit: number) =>
  new RpcError(-32010, 'The batch request was too large', `Exceeded max limit of ${limit}`);

export const databaseError = (why: string) => new RpcError(8000, 'Database error', why);
export const runtimeError = (why: string) => new RpcError(8000, 'Runtime error', why);
export const badRequest = (why: string) => new RpcError(8000, 'Bad request', why);
