import { AppError } from '../../shared/app-error.ts';

/** Why saving failed. */
export function notSaved(cause: unknown): AppError {
  return isQuota(cause) ? full(cause) : unavailable(cause);
}

/** The saved network lacks a part. */
export function damaged(name: string, cause?: unknown): AppError {
  return new AppError({
    code: 'LOCAL_CHAIN_DAMAGED',
    shortMessage: 'The saved local network cannot be read',
    details: `The database ${name} has no whole state in it.`,
    hint: 'Reset the local network to start from an empty one.',
    cause,
  });
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

function full(cause: unknown): AppError {
  return new AppError({
    code: 'STORAGE_FULL',
    shortMessage: 'The browser has no room left to save the local network',
    hint: 'Free disk space or reset the local network; until then changes are lost on reload.',
    cause,
  });
}

export function unavailable(cause: unknown): AppError {
  return new AppError({
    code: 'STORAGE_UNAVAILABLE',
    shortMessage: 'The browser’s storage does not work, so the local network cannot be saved',
    details: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    hint: 'Close other tabs of the playground and reload; in a private window storage may be switched off.',
    cause,
  });
}
