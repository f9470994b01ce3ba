import { AppError } from '../shared/app-error.ts';

const WASM_PAGE = 65_536;
/** Memories kept for reuse; V8 lets about a hundred be alive at a time, over all workers of a page. */
const MAX_POOLED = 4;
/** Zeroing more than this takes longer than making a new memory. */
const MAX_ZEROED_BYTES = 16 * 2 ** 20;

/** A range of bytes, end exclusive. */
export type ByteRange = readonly [start: number, end: number];

/**
 * Linear memories of programs, reused by size.
 *
 * Each memory reserves gigabytes of address space and is freed by the garbage collector only, which does not know
 * how scarce they are. So a memory comes back zeroed where the run touched it, and the next run of that size takes it.
 */
export class MemoryPool {
  readonly #pooled: WebAssembly.Memory[] = [];

  /**
   * A zeroed memory of `pages` Wasm pages.
   * @throws AppError `OUT_OF_MEMORY` when the browser has no room left.
   */
  take(pages: number): WebAssembly.Memory {
    const index = this.#pooled.findIndex((memory) => memory.buffer.byteLength === pages * WASM_PAGE);
    const [pooled] = index < 0 ? [] : this.#pooled.splice(index, 1);
    if (pooled) return pooled;
    try {
      return new WebAssembly.Memory({ initial: pages });
    } catch (cause) {
      throw outOfMemory(pages, cause);
    }
  }

  /** Takes a memory back; `dirty` covers every byte that is not zero. */
  giveBack(memory: WebAssembly.Memory, dirty: readonly ByteRange[]): void {
    const length = memory.buffer.byteLength;
    const ranges = dirty.map(([start, end]) => [start, Math.min(end, length)] as const);
    if (ranges.reduce((sum, [start, end]) => sum + end - start, 0) > MAX_ZEROED_BYTES) return;
    for (const [start, end] of ranges) new Uint8Array(memory.buffer, start, Math.max(0, end - start)).fill(0);
    this.#pooled.push(memory);
    if (this.#pooled.length > MAX_POOLED) this.#pooled.shift();
  }
}

export function outOfMemory(pages: number, cause: unknown): AppError {
  return new AppError({
    code: 'OUT_OF_MEMORY',
    shortMessage: `There is no room for a program memory of ${(pages * WASM_PAGE) / 2 ** 20} MiB`,
    details: 'The browser or the machine refused the memory; the network itself allows up to 2 GiB a program.',
    hint: 'Use fewer executors, or close other tabs, and send the message again.',
    cause,
  });
}
