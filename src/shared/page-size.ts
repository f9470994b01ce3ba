/** Bytes of a page as Gear charges for it and stores it. */
export const GEAR_PAGE = 16_384;
/** Bytes of a page in which WebAssembly counts memory. */
export const WASM_PAGE = 65_536;
