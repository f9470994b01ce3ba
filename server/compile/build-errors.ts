/** Why a build was stopped. */
import { AppError } from '../../src/shared/app-error.ts';
import type { BuildLimits } from './limits.ts';

export function timedOut({ time }: BuildLimits): AppError {
  return new AppError({
    code: 'BUILD_TIMED_OUT',
    shortMessage: `The build was stopped after ${time / 1000} s`,
    details:
      'Macros and build.rs are part of a build: an endless loop there never ends. Many or large dependencies can take too long as well.',
    hint: 'Look for loops in build.rs and in macros, or use fewer crates.',
  });
}

export function outOfMemory({ memory }: BuildLimits): AppError {
  return new AppError({
    code: 'BUILD_OUT_OF_MEMORY',
    shortMessage: `The build was stopped because it needed more than ${memory / 2 ** 20} MiB of memory`,
    hint: 'Look at build.rs, at macros and at very large constants.',
  });
}

export function tooMuchOutput({ outputBytes }: BuildLimits): AppError {
  return new AppError({
    code: 'BUILD_OUTPUT_TOO_LARGE',
    shortMessage: `The build was stopped because it said more than ${outputBytes / 2 ** 20} MiB`,
    hint: 'Mend the first errors; the others often follow from them.',
  });
}

export function crashed(exit: string, errors: string): AppError {
  return new AppError({
    code: 'BUILD_CRASHED',
    shortMessage: 'The build ended without a result',
    details: `${exit}\n${errors}`.trim(),
    hint: 'It probably struck a limit of the sandbox (processes, files). If the project is an ordinary one, please report it.',
  });
}
