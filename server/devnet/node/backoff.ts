/** Tries again after a while that grows from attempt to attempt: a quarter of a second at first, ten seconds at last. */
export class Backoff {
  readonly #attempt: () => void;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(attempt: () => void) {
    this.#attempt = attempt;
  }

  /** Whether an attempt is waiting for its time. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Plans the next attempt. @returns ms until then */
  next(): number {
    const delay = Math.min(250 * 2 ** this.#failures++, 10_000);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#attempt();
    }, delay);
    return delay;
  }

  /** It worked. */
  reset(): void {
    this.#failures = 0;
    this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
