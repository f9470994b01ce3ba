import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';

/** Who waits for the validators' verdict on a code, and what the Router says. */
export class CodeVerdicts {
  readonly #waiting = new Map<Hex, Set<(valid: boolean) => void>>();

  /** To be called when the Router tells a verdict. */
  tell(codeId: Hex, valid: boolean): void {
    for (const resolve of this.#waiting.get(codeId) ?? []) resolve(valid);
    this.#waiting.delete(codeId);
  }

  /**
   * Waits from now on; `stop` must be called in the end.
   * @param patience ms, after which `reached` fails with AppError `NOT_VALIDATED_IN_TIME`
   */
  verdictOn(codeId: Hex, patience: number): { reached: Promise<boolean>; stop(): void } {
    const { promise: reached, resolve, reject } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => reject(tooLate(codeId, patience)), patience);
    const waiting = this.#waiting.get(codeId) ?? new Set();
    this.#waiting.set(codeId, waiting.add(resolve));
    reached.catch(() => {});
    return {
      reached,
      stop: () => {
        clearTimeout(timer);
        waiting.delete(resolve);
      },
    };
  }
}

function tooLate(codeId: Hex, patience: number): AppError {
  return new AppError({
    code: 'NOT_VALIDATED_IN_TIME',
    shortMessage: 'The validators have not looked at the code in time',
    details: `Code id ${codeId}; ${patience / 60_000} minutes have passed since it was uploaded.`,
    hint: 'Upload it again later: if it is validated by then, that costs nothing.',
  });
}
