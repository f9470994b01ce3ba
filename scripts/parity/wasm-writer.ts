/** Writes WebAssembly's binary format: numbers, vectors, sections. */
export type Bytes = readonly number[];

/** LEB128, unsigned. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** LEB128, signed; for i32.const and i64.const. */
export function signed(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) return [...bytes, low];
    bytes.push(low | 128);
  }
}

/** A vector: the number of items, then the items. */
export function vector(items: readonly Bytes[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

/** A vector of bytes. */
export function byteVector(bytes: Iterable<number>): number[] {
  const all = [...bytes];
  return [...unsigned(all.length), ...all];
}

export function name(text: string): number[] {
  return byteVector(new TextEncoder().encode(text));
}

export function section(id: number, content: Bytes): number[] {
  return [id, ...unsigned(content.length), ...content];
}

/** `\0asm`, version 1. */
export const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

export const sectionIds = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

export const i32 = 0x7f;
export const i64 = 0x7e;
export const functionType = (parameters: Bytes, results: Bytes) => [
  0x60,
  ...byteVector(parameters),
  ...byteVector(results),
];
