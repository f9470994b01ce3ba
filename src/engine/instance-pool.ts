import { GEAR_PAGE, WASM_PAGE } from '../shared/page-size.ts';
import { outOfMemory } from './out-of-memory.ts';
import type { ProgramInstance } from './program-instance.ts';
import type { ProgramModule } from './program-module.ts';

/** Instances kept ready, and memories of others kept for reuse; V8 lets about a hundred memories be alive at a time, over all workers of a page. */
const MAX_READY = 3;
const MAX_EMPTY = 2;
/** To write more pages than these (16 MiB) takes longer than to make a new memory. */
const MAX_TOUCHED = 1024;

/**
 * Programs that ran and their memories, for the next run of the same program, or at least of its size.
 *
 * Each memory reserves gigabytes of address space and is freed by the garbage collector only, which does not know
 * how scarce they are.
 */
export class InstancePool {
  /** Reset; the one that ran last is the last. */
  readonly #ready: ProgramInstance[] = [];
  /** All zeros. */
  readonly #empty: WebAssembly.Memory[] = [];

  /** An instance of `program` with a memory of `pages` Wasm pages, as good as new, if there is one. */
  take(program: ProgramModule, pages: number): ProgramInstance | undefined {
    const index = this.#ready.findIndex(
      (instance) => instance.program === program && instance.memory.buffer.byteLength === pages * WASM_PAGE,
    );
    return index < 0 ? undefined : this.#ready.splice(index, 1)[0];
  }

  /**
   * A zeroed memory of `pages` Wasm pages.
   * @throws AppError `OUT_OF_MEMORY` when the browser has no room left.
   */
  takeMemory(pages: number): WebAssembly.Memory {
    const index = this.#empty.findIndex((memory) => memory.buffer.byteLength === pages * WASM_PAGE);
    const [memory] = index < 0 ? [] : this.#empty.splice(index, 1);
    if (memory) return memory;
    try {
      return new WebAssembly.Memory({ initial: pages });
    } catch (cause) {
      throw outOfMemory(pages, cause);
    }
  }

  /** @param touched every 16 KiB page of which a byte can have changed */
  giveBack(instance: ProgramInstance, touched: readonly number[]): void {
    const end = instance.memory.buffer.byteLength / GEAR_PAGE;
    const inside = touched.filter((page) => page < end);
    if (inside.length > MAX_TOUCHED) return;
    instance.reset(inside);
    this.#ready.push(instance);
    const [oldest] = this.#ready.length > MAX_READY ? this.#ready.splice(0, 1) : [];
    if (oldest) this.#empty.push(oldest.clear());
    if (this.#empty.length > MAX_EMPTY) this.#empty.shift();
  }
}
