/**
 * A decoded value, and what the encoder takes. By type:
 *
 * | type | value |
 * |---|---|
 * | `()`, unit struct | `null` |
 * | `bool` | `boolean` |
 * | `u8`–`u32`, `i8`–`i32` | `number` |
 * | `u64`, `u128`, `U256`, `i64`, `i128` | `bigint` |
 * | `char`, `String` | `string` |
 * | ids, hashes, `[u8]`, `[u8; N]` | `string`: `0x…` in lower case |
 * | other `[T]`, `[T; N]`, tuple, tuple-like struct | array |
 * | tuple-like struct of one field | that field's value |
 * | `Option` | `null` or `{ some: value }` |
 * | `Result` | `{ ok: value }` or `{ error: value }` |
 * | struct | object by field name |
 * | enum | `{ variant: name, value }`, the value being that of a struct with the variant's fields |
 */
export type Value = null | boolean | number | bigint | string | Value[] | { [key: string]: Value };

/** Where a value sits in a larger one: field names, variant names, indexes. */
export type ValuePath = readonly (string | number)[];

/** E.g. `points[3].x`; empty for the value as a whole. */
export function pathText(path: ValuePath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${step}` : step;
  }, '');
}

export function isRecord(value: unknown): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
