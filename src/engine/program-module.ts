import { WASM_PAGE } from '../shared/page-size.ts';

/** A program's code, ready to be instantiated: instrumented by Gear, then given the page checks. */
export interface ProgramModule {
  /** Undefined when this browser's WebAssembly has narrower limits than the network, e.g. on the size of tables or of jump tables. */
  module: WebAssembly.Module | undefined;
  /** Whether it imports from elsewhere than the network looks; it then cannot be instantiated. */
  hasForeignImports: boolean;
  /** Bytes of memory that exist before anything is allocated; data segments lie in here. */
  staticBytes: number;
  /** What data segments put into each 16 KiB page, by page; known from the first instance on. */
  image?: ReadonlyMap<number, Uint8Array>;
}

/** Of syscalls and memory, and of the page checks. */
const IMPORT_MODULES = new Set(['env', 'pages']);

/** From the answer of the engine's `checked_code`: static Wasm pages (u32 LE), then the module. */
export function compileProgram(checkedCode: Uint8Array<ArrayBuffer>): ProgramModule {
  const staticPages = new DataView(checkedCode.buffer, checkedCode.byteOffset).getUint32(0, true);
  const module = compile(checkedCode.subarray(4));
  const imports = module ? WebAssembly.Module.imports(module) : [];
  return {
    module,
    hasForeignImports: imports.some((entry) => !IMPORT_MODULES.has(entry.module)),
    staticBytes: staticPages * WASM_PAGE,
  };
}

function compile(wasm: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(wasm);
  } catch (error) {
    // The engine has validated the code, so what is refused here is over a limit of this browser.
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
