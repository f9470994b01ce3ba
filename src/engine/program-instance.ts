import { GEAR_PAGE } from '../shared/page-size.ts';
import type { ProgramModule } from './program-module.ts';

/** Of the exports that the page check adds, one for each global that the program can change; see engine/core/src/page_check. */
const GLOBAL_PREFIX = 'global of the program ';

type Global = WebAssembly.Global<'i32' | 'i64'>;

/**
 * A program with its memory, as often as it runs.
 *
 * A run must find the program as its code says, so {@link reset} brings back what the run before changed: globals, and the pages that it
 * touched. Nothing else of a program can change: WebAssembly as the network allows it has no way to write to tables. To make an
 * instance and a memory anew takes longer than many a message runs, and both burden the garbage collector.
 */
export class ProgramInstance {
  readonly program: ProgramModule;
  readonly memory: WebAssembly.Memory;
  readonly exports: WebAssembly.Exports;
  /** The gas counter, which Gear's instrumentation gives every program. */
  readonly gas: WebAssembly.Global<'i64'>;
  readonly #globals: [Global, number | bigint][];

  /** `exports`: of a module that was just instantiated with `memory`, which was all zeros. */
  constructor(program: ProgramModule, memory: WebAssembly.Memory, exports: WebAssembly.Exports) {
    this.program = program;
    this.memory = memory;
    this.exports = exports;
    this.gas = exports.gear_gas as WebAssembly.Global<'i64'>;
    program.image ??= imageOf(memory, program.staticBytes);
    this.#globals = Object.entries(exports).flatMap(([name, value]): [Global, number | bigint][] =>
      name.startsWith(GLOBAL_PREFIX) && value instanceof WebAssembly.Global ? [[value as Global, value.value]] : [],
    );
  }

  /** @param touched every 16 KiB page of which a byte can have changed */
  reset(touched: Iterable<number>): void {
    for (const [global, value] of this.#globals) global.value = value;
    const bytes = new Uint8Array(this.memory.buffer);
    for (const page of touched) {
      const initial = this.program.image?.get(page);
      if (initial) bytes.set(initial, page * GEAR_PAGE);
      else bytes.fill(0, page * GEAR_PAGE, (page + 1) * GEAR_PAGE);
    }
  }

  /** Gives the memory up, all zeros, once it was {@link reset}. */
  clear(): WebAssembly.Memory {
    const bytes = new Uint8Array(this.memory.buffer);
    for (const page of this.program.image?.keys() ?? []) bytes.fill(0, page * GEAR_PAGE, (page + 1) * GEAR_PAGE);
    return this.memory;
  }
}

/** The pages that data segments have put something in. */
function imageOf(memory: WebAssembly.Memory, staticBytes: number): Map<number, Uint8Array> {
  const image = new Map<number, Uint8Array>();
  const words = new BigUint64Array(memory.buffer, 0, Math.min(staticBytes, memory.buffer.byteLength) / 8);
  const perPage = GEAR_PAGE / 8;
  for (let page = 0; page * perPage < words.length; page++) {
    const there = words.subarray(page * perPage, (page + 1) * perPage);
    if (there.some((word) => word !== 0n)) image.set(page, new Uint8Array(there.slice().buffer));
  }
  return image;
}
