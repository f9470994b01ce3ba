/** A program's code, ready to be instantiated: instrumented by Gear, then given the page checks. */
export interface ProgramModule {
  module: WebAssembly.Module;
  /** Bytes of memory that exist before anything is allocated; data segments lie in here. */
  staticBytes: number;
}

const WASM_PAGE = 65_536;

/** From the answer of the engine's `checked_code`: static Wasm pages (u32 LE), then the module. */
export function compileProgram(checkedCode: Uint8Array<ArrayBuffer>): ProgramModule {
  const staticPages = new DataView(checkedCode.buffer, checkedCode.byteOffset).getUint32(0, true);
  return { module: new WebAssembly.Module(checkedCode.subarray(4)), staticBytes: staticPages * WASM_PAGE };
}
