import { createEngine } from '../../src/engine/create-engine.ts';
import { compileProgram, type ProgramModule } from '../../src/engine/program-module.ts';
import type { Hex } from '../../src/shared/hex.ts';
import { WASM_PAGE } from '../../src/shared/page-size.ts';

/** A program's code after Gear's instrumentation, and the same with the page checks. */
export interface TwoModules {
  plain: WebAssembly.Module;
  checked: WebAssembly.Module;
  /** Wasm pages of the memory that both import. */
  pages: number;
}

/** `\0asm`, with which a module begins. */
const MAGIC = [0, 97, 115, 109];

/** Both forms of a code, out of the engine. `wasm`: as it was uploaded. */
export function twoModules(engineModule: WebAssembly.Module, wasm: Uint8Array): TwoModules {
  const blobs = new Map<Hex, Uint8Array>();
  const store = {
    read: (hash: Hex) => blobs.get(hash),
    write: (hash: Hex, bytes: Uint8Array) => void blobs.set(hash, bytes),
  };
  const ready: ProgramModule[] = [];
  const engine = createEngine(engineModule, store, (code) => {
    const program = compileProgram(code);
    ready.push(program);
    return program;
  });
  const code = engine.addCode(wasm);
  if (code.status === 'refused') throw new Error(code.error);
  // A queue without a state cannot run, but its code has been made ready by then.
  const nothing = { codeId: code.codeId, context: new Uint8Array() } as unknown as Parameters<
    typeof engine.runQueue
  >[0];
  try {
    engine.runQueue(nothing);
  } catch (error) {
    if (ready.length === 0) throw error;
  }
  const plain = engine.getInstrumentedCode(code.codeId);
  const [program] = ready;
  if (!program?.module || !plain) throw new Error('The engine did not make the code ready');
  // What the engine keeps is SCALE, with the module between two numbers.
  const start = plain.findIndex((_, at) => MAGIC.every((byte, index) => plain[at + index] === byte));
  const module = new WebAssembly.Module(plain.slice(start, start + code.instrumentedLen));
  return { plain: module, checked: program.module, pages: program.staticBytes / WASM_PAGE };
}

/**
 * Calls `handle` of a program with one message, outside of any engine: with open pages, syscalls that do as little as possible and gas without
 * end. What is measured is the program's own code. Gives its reply.
 */
export function bareCall(module: WebAssembly.Module, pages: number, message: Uint8Array): Uint8Array {
  const memory = new WebAssembly.Memory({ initial: pages });
  const bytes = (at: number, length: number) => new Uint8Array(memory.buffer, at >>> 0, length);
  let reply = new Uint8Array();
  const env: Record<string, WebAssembly.ImportValue> = {
    memory,
    alloc: (pages: number) => memory.grow(pages),
    free_range: () => 0,
    gr_read: (at: number, length: number, buffer: number) => {
      bytes(buffer, length).set(message.subarray(at, at + length));
    },
    gr_reply: (payload: number, length: number) => {
      reply = bytes(payload, length).slice();
    },
    gr_system_break: () => {
      throw new Error('The program used up its gas or its stack');
    },
  };
  const fail = () => {
    throw new Error('A page was not open');
  };
  const state = new WebAssembly.Memory({ initial: 4, maximum: 4 });
  const { exports } = new WebAssembly.Instance(module, { env, pages: { page_fault: fail, too_deep: fail, state } });
  (exports.gear_gas as WebAssembly.Global<'i64'>).value = 2n ** 62n;
  (exports.handle as () => void)();
  return reply;
}
