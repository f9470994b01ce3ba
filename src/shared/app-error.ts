/**
 * An exception that a person can act on: what happened, why, and what to do next.
 *
 * Expected outcomes (diagnostics, a trap, a refused message) are values, not exceptions; `AppError` is for
 * broken infrastructure and bad input at a border. It survives `structuredClone`-like borders (workers, HTTP)
 * through {@link AppError.toJSON} and {@link AppError.revive}.
 */
export class AppError extends Error {
  readonly code: string;
  readonly shortMessage: string;
  readonly details: string | undefined;
  readonly hint: string | undefined;

  constructor(parameters: AppErrorParameters) {
    const { code, shortMessage, details, hint, cause } = parameters;
    super([shortMessage, details, hint].filter(Boolean).join('\n'), cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.shortMessage = shortMessage;
    this.details = details;
    this.hint = hint;
  }

  toJSON(): AppErrorParameters {
    const { code, shortMessage, details, hint } = this;
    return { code, shortMessage, ...(details && { details }), ...(hint && { hint }) };
  }

  static revive(value: unknown): AppError {
    if (value instanceof AppError) return value;
    if (isParameters(value)) return new AppError(value);
    const details = value instanceof Error ? value.message : String(value);
    return new AppError({ code: 'UNEXPECTED', shortMessage: 'Something unexpected went wrong', details, cause: value });
  }
}

export interface AppErrorParameters {
  /** Stable, upper snake case, e.g. `BUILD_SERVICE_UNREACHABLE`. */
  code: string;
  /** One line: what happened. */
  shortMessage: string;
  /** Why, folded away in the interface. */
  details?: string | undefined;
  /** One line: what to do next. */
  hint?: string | undefined;
  cause?: unknown;
}

function isParameters(value: unknown): value is AppErrorParameters {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'shortMessage' in value &&
    typeof value.code === 'string' &&
    typeof value.shortMessage === 'string'
  );
}
