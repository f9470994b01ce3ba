import { AppError } from '../shared/app-error.ts';
import { WASM_PAGE } from '../shared/page-size.ts';
import type { EngineMemory } from './engine-memory.ts';
import { InstancePool } from './instance-pool.ts';
import { outOfMemory } from './out-of-memory.ts';
import type { PageStates } from './page-states.ts';
import { ProgramInstance } from './program-instance.ts';
import type { ProgramModule } from './program-module.ts';

const OK = 0;
const FAILED = 1;
const TOO_DEEP = 2;
const NONE = 0xffffffff;
const MAX_WASM_PAGES = 65_536;

/** Thrown by a syscall that ends the execution: exit, wait, leave, out of gas, a wrong pointer… */
const STOP = Symbol('the syscall ended the execution');

/** `syscall_thunk` of engine/sandbox. */
type Thunk = (state: number, syscall: number) => number;

/** Thrown by a program that nears the end of the browser's stack; the engine then runs it in its interpreter. */
const NEAR_END = Symbol("the program nears the end of the browser's stack");

/** Handles are indices; freed ones are used again. */
class Handles<T> {
  readonly #items: (T | undefined)[] = [];

  add(item: T): number {
    const free = this.#items.indexOf(undefined);
    if (free < 0) return this.#items.push(item) - 1;
    this.#items[free] = item;
    return free;
  }

  get(handle: number): T {
    const item = this.#items[handle];
    if (item === undefined) throw new RangeError(`The engine used the handle ${handle}, which is not alive`);
    return item;
  }

  remove(handle: number): T {
    const item = this.get(handle);
    this.#items[handle] = undefined;
    return item;
  }
}

/**
 * Runs programs for the engine: the host's side of engine/sandbox (see `host.rs` there for each function).
 *
 * A program is a wasm module of its own beside the engine. Its syscalls come back here, go on to the engine's thunk
 * through the call area, and throw {@link STOP} when the engine says that the program must not go on.
 */
export class SandboxHost {
  /** The code of the program that runs next; set before the engine runs its queue. */
  program: ProgramModule | undefined;
  readonly #engine: () => EngineMemory;
  readonly #pageStates: PageStates;
  readonly #pool = new InstancePool();
  readonly #memories = new Handles<WebAssembly.Memory>();
  readonly #instances = new Handles<ProgramInstance>();
  /** Imports `env` of every program; `memory` changes with each instance. */
  readonly #env: Record<string, WebAssembly.ImportValue> = {};
  /** How to call a syscall, and with which state: of the program that is running. */
  #thunk: Thunk = noThunk;
  #state = 0;
  #gas: WebAssembly.Global<'i64'> | undefined;
  /** An instance that ran before, for the memory that the engine has taken last. */
  #ready: ProgramInstance | undefined;
  /** What it touched is known only while the page states are still its own. */
  #lastRun: ProgramInstance | undefined;

  constructor(engine: () => EngineMemory, pageStates: PageStates) {
    this.#engine = engine;
    this.#pageStates = pageStates;
  }

  programMemory = (instance: number): WebAssembly.Memory => this.#instances.get(instance).memory;

  /** The engine's imports of module `sandbox`. */
  imports() {
    return {
      memory_new: (pages: number) => this.#memories.add(this.#takeMemory(pages)),
      memory_drop: (handle: number) => this.#dropMemory(this.#memories.remove(handle)),
      memory_read: (handle: number, address: number, to: number, length: number) => {
        const source = this.#range(handle, address, length);
        if (!source) return FAILED;
        this.#engine().view(to, length).set(source);
        return OK;
      },
      memory_write: (handle: number, address: number, from: number, length: number) => {
        const target = this.#range(handle, address, length);
        if (!target) return FAILED;
        target.set(this.#engine().view(from, length));
        return OK;
      },
      memory_grow: (handle: number, pages: number) => this.#grow(this.#memories.get(handle), pages >>> 0),
      memory_size: (handle: number) => this.#memories.get(handle).buffer.byteLength / WASM_PAGE,
      define_syscall: (name: number, length: number, syscall: number) => {
        this.#env[this.#engine().text(name, length)] = (...values: (number | bigint)[]) => this.#call(syscall, values);
      },
      instantiate: (memory: number, _code: number, _length: number, thunk: number) =>
        this.#instantiate(this.#memories.get(memory), thunk),
      instance_drop: (handle: number) => {
        this.#instances.remove(handle);
      },
      invoke: (handle: number, name: number, length: number, state: number) =>
        this.#invoke(this.#instances.get(handle), this.#engine().text(name, length), state),
      gas_get: (handle: number) => this.#instances.get(handle).gas.value,
      gas_set: (handle: number, gas: bigint) => {
        this.#instances.get(handle).gas.value = gas;
      },
    };
  }

  #range(handle: number, address: number, length: number): Uint8Array | undefined {
    const { buffer } = this.#memories.get(handle);
    const [start, count] = [address >>> 0, length >>> 0];
    return start + count <= buffer.byteLength ? new Uint8Array(buffer, start, count) : undefined;
  }

  #grow(memory: WebAssembly.Memory, pages: number): number {
    const size = memory.buffer.byteLength / WASM_PAGE + pages;
    if (size > MAX_WASM_PAGES) return FAILED;
    try {
      memory.grow(pages);
      return OK;
    } catch (cause) {
      // Not the program's fault: to let it see a failure would make its result depend on this machine.
      throw outOfMemory(size, cause);
    }
  }

  #takeMemory(pages: number): WebAssembly.Memory {
    this.#ready = this.program && this.#pool.take(this.program, pages);
    return this.#ready?.memory ?? this.#pool.takeMemory(pages);
  }

  #dropMemory(memory: WebAssembly.Memory): void {
    if (this.#ready?.memory === memory) this.#pool.giveBack(this.#ready, []);
    else if (this.#lastRun?.memory === memory) this.#pool.giveBack(this.#lastRun, this.#pageStates.touched());
    this.#ready = undefined;
    this.#lastRun = undefined;
  }

  #instantiate(memory: WebAssembly.Memory, thunk: number): number {
    const program = this.program;
    if (!program) throw new AppError({ code: 'NO_PROGRAM', shortMessage: 'No program was chosen to run' });
    const engine = this.#engine().exports;
    this.#thunk = engine.__indirect_function_table.get(thunk) as Thunk;
    if (this.#ready?.memory === memory) {
      const handle = this.#instances.add(this.#ready);
      this.#ready = undefined;
      return handle;
    }
    this.#env.memory = memory;
    if (!program.module) return this.#instances.add(new ProgramInstance(program, memory, standIn()));
    if (program.hasForeignImports) return NONE;
    const imports = {
      env: this.#env,
      pages: { page_fault: engine.page_fault, too_deep: throwNearEnd, state: this.#pageStates.memory },
    };
    try {
      const { exports } = new WebAssembly.Instance(program.module, imports);
      return this.#instances.add(new ProgramInstance(program, memory, exports));
    } catch (error) {
      // An import that does not fit, or a data segment outside the memory: the runtime's `Error::Module`.
      if (error instanceof WebAssembly.LinkError || error instanceof WebAssembly.RuntimeError) return NONE;
      throw error;
    }
  }

  #invoke(instance: ProgramInstance, name: string, state: number): number {
    if (!this.program?.module) return TOO_DEEP;
    const entry = instance.exports[name];
    if (typeof entry !== 'function') return FAILED;
    this.#lastRun = instance;
    this.#state = state;
    this.#gas = instance.gas;
    try {
      entry();
      return OK;
    } catch (error) {
      if (error === NEAR_END) return TOO_DEEP;
      if (error === STOP || error instanceof WebAssembly.RuntimeError) return FAILED;
      // Not an outcome of the program, and not expected: NEAR_END comes well before the end.
      if (error instanceof RangeError) throw outOfStack(error);
      throw error;
    }
  }

  /** The layout of the call area is documented in engine/sandbox/src/call_area.rs. */
  #call(syscall: number, values: (number | bigint)[]): number | undefined {
    const gas = this.#gas as WebAssembly.Global<'i64'>;
    const { exports } = this.#engine();
    const area = exports.call_area();
    const words = new DataView(exports.memory.buffer, area);
    words.setUint32(0, values.length + 1, true);
    words.setUint32(8, 1, true);
    words.setBigInt64(16, gas.value, true);
    values.forEach((value, index) => {
      const at = 24 + 16 * index;
      const isLong = typeof value === 'bigint';
      words.setUint32(at, isLong ? 1 : 0, true);
      if (isLong) words.setBigInt64(at + 8, value, true);
      else words.setInt32(at + 8, value, true);
    });
    if (this.#thunk(this.#state, syscall) !== OK) throw STOP;
    const results = new DataView(exports.memory.buffer, area);
    gas.value = results.getBigInt64(0, true);
    return results.getUint32(8, true) === 1 ? results.getInt32(16, true) : undefined;
  }
}

/** In place of a program that does not compile here: it has the gas counter, and every call of it goes to the engine's interpreter. */
function standIn(): WebAssembly.Exports {
  return { gear_gas: new WebAssembly.Global({ value: 'i64', mutable: true }, 0n) };
}

function outOfStack(cause: RangeError): AppError {
  return new AppError({
    code: 'OUT_OF_STACK',
    shortMessage: "The program recursed deeper than this browser's stack allows",
    details: "The network's own limit of recursion lies deeper, so what the message does there cannot be told here.",
    hint: 'Make the recursion shallower, or a loop.',
    cause,
  });
}

function throwNearEnd(): never {
  throw NEAR_END;
}

function noThunk(): never {
  throw new Error('A syscall came before any program was instantiated');
}
