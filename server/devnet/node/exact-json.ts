/**
 * JSON without loss of digits. A node of release 2.0.0 writes values of 128 bits as plain JSON numbers, which
 * `JSON.parse` would round beyond 2^53.
 */

/**
 * Like `JSON.parse`; whole numbers that a double cannot hold become bigint.
 * @throws SyntaxError, or RangeError for text that is nested too deeply
 */
export function parseExact(text: string): unknown {
  return (JSON as unknown as ExactJson).parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context.source ?? '';
    return /^-?\d{1,40}$/.test(source) ? BigInt(source) : value;
  });
}

/** Like `JSON.stringify`; bigint becomes a plain number of as many digits as it has. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_key, member) =>
    typeof member === 'bigint' ? (JSON as unknown as ExactJson).rawJSON(member.toString()) : member,
  );
}

/** "JSON.parse source text access" of ECMAScript, which the type library does not know yet. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}
