import { AppError } from '../../shared/app-error.ts';
import type { SolidityResult } from './compile-abi-contract.ts';
import { solidityProblem } from './solidity-diagnostics.ts';
import { startSolidityThread } from './solidity-thread.ts';

export interface CompileSolidityOptions {
  /** Ends the compilation. */
  signal?: AbortSignal;
  /** ms from the moment at which the compiler is loaded; 20,000 when absent. */
  timeLimit?: number;
}

/** Bytes of UTF-8; sails-sol-gen writes some 300 bytes a function. */
export const MAX_SOLIDITY_BYTES = 256 * 1024;

const DEFAULT_TIME_LIMIT = 20_000;

/**
 * Compiles Solidity text with solc in a thread of its own, which is loaded for it and ends with it: the compiler takes a
 * second to start and some 250 MB, and is needed about once per program. What the text does wrong is a value.
 *
 * @throws AppError `SOLIDITY_COMPILER_UNAVAILABLE`, `SOLIDITY_TIMED_OUT`, `SOLIDITY_COMPILER_BROKEN`; the signal's
 * reason (DOMException `AbortError`) after it fires
 */
export async function compileSolidity(source: string, options: CompileSolidityOptions = {}): Promise<SolidityResult> {
  const { signal, timeLimit = DEFAULT_TIME_LIMIT } = options;
  signal?.throwIfAborted();
  const bytes = new TextEncoder().encode(source).length;
  if (bytes > MAX_SOLIDITY_BYTES) {
    const message = `The Solidity source has ${bytes} bytes; the limit is ${MAX_SOLIDITY_BYTES}.`;
    return { status: 'failed', diagnostics: [solidityProblem(message)] };
  }

  const thread = startSolidityThread();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const { promise, resolve, reject } = Promise.withResolvers<SolidityResult>();
  const cancel = () => reject(signal?.reason);
  signal?.addEventListener('abort', cancel);
  let isReady = false;
  thread.onDeath((cause) => reject(isReady ? broken(cause) : unavailable(cause)));
  thread.onAnswer((answer) => {
    if (answer.type === 'done') return resolve(answer.result);
    if (answer.type === 'broken') return reject(broken(answer.reason));
    isReady = true;
    timer = setTimeout(() => reject(timedOut(timeLimit)), timeLimit);
    thread.compile(source);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    thread.terminate();
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError({
    code: 'SOLIDITY_COMPILER_UNAVAILABLE',
    shortMessage: 'The Solidity compiler could not be loaded',
    details: String(cause),
    hint: 'Check the connection and try again, or go on without the Solidity interface.',
    cause,
  });
}

function broken(cause: unknown): AppError {
  return new AppError({
    code: 'SOLIDITY_COMPILER_BROKEN',
    shortMessage: 'The Solidity compiler broke while it was compiling',
    details: String(cause),
    hint: 'Try again; if it happens again, the source is too much for it: go on without the Solidity interface.',
    cause,
  });
}

function timedOut(timeLimit: number): AppError {
  return new AppError({
    code: 'SOLIDITY_TIMED_OUT',
    shortMessage: `The Solidity compiler did not finish within ${timeLimit / 1000} s`,
    hint: 'Make the interface smaller, or go on without it.',
  });
}
