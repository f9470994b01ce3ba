/**
 * JSON with whole numbers of any size. Rust's u128 travels as a JSON number, of which JavaScript's own parser would
 * silently lose digits beyond 2^53.
 */

/** A string (kept as it is) or a whole number of 16 digits and more. */
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b\d{16,}\b(?![.eE])/g;

/**
 * Reads JSON; whole numbers of 16 digits and more become decimal text.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(STRING_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/** Marks a bigint inside the text; no string has it, for JSON escapes control characters. */
const MARK = '\u0000bigint:';
const MARKED = /"\\u0000bigint:(-?\d+)"/g;

/** Writes JSON; a bigint becomes a number with all its digits. */
export function stringifyExactJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, value) => (typeof value === 'bigint' ? `${MARK}${value}` : value));
  return text.replace(MARKED, '$1');
}
