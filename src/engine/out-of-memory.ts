import { AppError } from '../shared/app-error.ts';
import { WASM_PAGE } from '../shared/page-size.ts';

/** `pages`: of 64 KiB */
export function outOfMemory(pages: number, cause: unknown): AppError {
  return new AppError({
    code: 'OUT_OF_MEMORY',
    shortMessage: `There is no room for a program memory of ${(pages * WASM_PAGE) / 2 ** 20} MiB`,
    details: 'The browser or the machine refused the memory; the network itself allows up to 2 GiB a program.',
    hint: 'Use fewer executors, or close other tabs, and send the message again.',
    cause,
  });
}
