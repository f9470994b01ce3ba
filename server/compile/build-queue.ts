import { AppError } from '../../src/shared/app-error.ts';

/** Lets a fixed number of builds run at a time and tells the others their place. First come, first served. */
export class BuildQueue {
  readonly #capacity: number;
  readonly #free: number[];
  readonly #slots: number;
  readonly #waiting: Waiting[] = [];

  /** @param slots builds at the same time; @param capacity builds that may wait */
  constructor(slots: number, capacity: number) {
    this.#slots = slots;
    this.#capacity = capacity;
    this.#free = Array.from({ length: slots }, (_, slot) => slot);
  }

  get running(): number {
    return this.#slots - this.#free.length;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a slot, runs `task` in it and frees it whatever happens.
   * @param onPosition hears the place in the queue whenever it changes; 0 means next
   * @throws AppError `BUILD_QUEUE_FULL`; the signal's reason when it is aborted while waiting
   */
  async run<T>(
    signal: AbortSignal,
    onPosition: (position: number) => void,
    task: (slot: number) => Promise<T>,
  ): Promise<T> {
    const slot = this.#free.shift() ?? (await this.#wait(signal, onPosition));
    try {
      signal.throwIfAborted();
      return await task(slot);
    } finally {
      this.#release(slot);
    }
  }

  #wait(signal: AbortSignal, onPosition: (position: number) => void): Promise<number> {
    if (this.#waiting.length >= this.#capacity) throw queueFull(this.#capacity);
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        onPosition,
        start: (slot) => {
          signal.removeEventListener('abort', leave);
          resolve(slot);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        this.#tellPositions();
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
      onPosition(this.#waiting.length - 1);
    });
  }

  #release(slot: number): void {
    const next = this.#waiting.shift();
    if (!next) {
      this.#free.push(slot);
      return;
    }
    next.start(slot);
    this.#tellPositions();
  }

  #tellPositions(): void {
    for (const [position, entry] of this.#waiting.entries()) entry.onPosition(position);
  }
}

interface Waiting {
  onPosition: (position: number) => void;
  start: (slot: number) => void;
}

function queueFull(capacity: number): AppError {
  return new AppError({
    code: 'BUILD_QUEUE_FULL',
    shortMessage: `The build service is busy: ${capacity} builds are waiting`,
    hint: 'Try again in a minute; nothing of yours is lost.',
  });
}
