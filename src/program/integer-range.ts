import type { IntegerName, PrimitiveName } from './idl.ts';

export interface IntegerRange {
  min: bigint;
  max: bigint;
  bits: number;
}

const widths: Record<IntegerName, [bits: number, signed: boolean]> = {
  u8: [8, false],
  u16: [16, false],
  u32: [32, false],
  u64: [64, false],
  u128: [128, false],
  U256: [256, false],
  i8: [8, true],
  i16: [16, true],
  i32: [32, true],
  i64: [64, true],
  i128: [128, true],
};

/** The smallest and largest value of an integer type; undefined for other types. */
export function integerRange(name: PrimitiveName): IntegerRange | undefined {
  if (!(name in widths)) return undefined;
  const [bits, signed] = widths[name as IntegerName];
  const size = BigInt(bits);
  return signed
    ? { min: -(2n ** (size - 1n)), max: 2n ** (size - 1n) - 1n, bits }
    : { min: 0n, max: 2n ** size - 1n, bits };
}

/** E.g. `0–255`; large limits as powers of two. */
export function rangeText({ min, max, bits }: IntegerRange, nonZero = false): string {
  if (bits > 32) return min < 0n ? `−2^${bits - 1}–2^${bits - 1}−1` : `${nonZero ? 1 : 0}–2^${bits}−1`;
  const group = (value: bigint) =>
    value
      .toString()
      .replace('-', '−')
      .replace(/\B(?=(\d{3})+$)/g, ',');
  return `${group(nonZero && min === 0n ? 1n : min)}–${group(max)}`;
}
