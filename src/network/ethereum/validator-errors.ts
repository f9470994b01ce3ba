import { AppError } from '../../shared/app-error.ts';

/** The node's own words, cut: they may be anything. */
export function validatorRefused({ message, data }: { message?: unknown; data?: unknown }): AppError {
  const words = [message, data]
    .filter((part) => typeof part === 'string')
    .map((part) => (part as string).slice(0, 500));
  return new AppError({
    code: 'VALIDATOR_REFUSED',
    shortMessage: 'The validator refused the request',
    details: words.join(': ') || 'It gave no reason.',
  });
}

/** @param timeout ms */
export function validatorTimedOut(what: string, timeout: number): AppError {
  return new AppError({
    code: 'VALIDATOR_TIMEOUT',
    shortMessage: 'The validator did not answer in time',
    details: `${what}: nothing for ${timeout / 1000} s.`,
    hint: 'Try again, or choose another validator in the settings.',
  });
}

/** @param url of the validator; undefined: none is set */
export function validatorUnreachable(url: string | undefined, details: string): AppError {
  return new AppError({
    code: 'VALIDATOR_UNREACHABLE',
    shortMessage: url ? `The validator at ${url} cannot be reached` : 'No validator is set',
    details: url ? details : 'This network has no address of a validator.',
    hint: 'Check the address of the validator in the settings; without one, messages go through Ethereum only.',
  });
}
