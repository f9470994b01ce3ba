import { GEAR_PAGE } from '../shared/page-size.ts';
import type { ContentStore } from './engine.ts';
import type { EngineMemory } from './engine-memory.ts';

const STATE_WASM_PAGES = 4;
const OPEN = 0;
const UNTOUCHED = 3;

/**
 * The page states that a running program looks up before each access, one byte a Gear page of 16 KiB, in a memory
 * that all programs of this engine share; one program runs at a time. What the states mean and when they change is
 * decided in engine/core/src/lazy_pages.rs; this is the table it writes to.
 */
export class PageStates {
  readonly memory = new WebAssembly.Memory({ initial: STATE_WASM_PAGES, maximum: STATE_WASM_PAGES });
  readonly #states = new Uint8Array(this.memory.buffer);
  #end = 0;

  /** The engine's imports of module `pages`. `programMemory` gives the memory of an instance. */
  imports(engine: () => EngineMemory, store: ContentStore, programMemory: (instance: number) => WebAssembly.Memory) {
    return {
      begin: (_instance: number, end: number) => {
        this.#states.fill(UNTOUCHED, 0, end);
        // Beyond the end accesses trap by themselves; a state left over there would only cost a needless call.
        this.#states.fill(OPEN, end, Math.max(end, this.#end));
        this.#end = end;
      },
      extend: (start: number, end: number) => {
        this.#states.fill(UNTOUCHED, start, end);
        this.#end = end;
      },
      set: (page: number, state: number) => {
        this.#states[page] = state;
      },
      open_all: () => {
        this.#states.fill(OPEN, 0, this.#end);
      },
      load: (instance: number, page: number, hash: number) => {
        const data = store.read(engine().hash(hash));
        if (!data || data.length !== GEAR_PAGE) return 0;
        new Uint8Array(programMemory(instance).buffer).set(data, page * GEAR_PAGE);
        return 1;
      },
      put: (instance: number, page: number, data: number) => {
        new Uint8Array(programMemory(instance).buffer).set(engine().view(data, GEAR_PAGE), page * GEAR_PAGE);
      },
    };
  }

  /** Every page of which the last run can have changed a byte. */
  touched(): number[] {
    const pages: number[] = [];
    for (let page = 0; page < this.#end; page++) if (this.#states[page] !== UNTOUCHED) pages.push(page);
    return pages;
  }
}
