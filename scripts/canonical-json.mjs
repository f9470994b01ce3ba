/**
 * JSON text in one form: object keys sorted, no blanks, numbers as they were written (64-bit numbers do not survive a JavaScript number).
 * Needs Node ≥ 22.
 * @param {string} text
 */
export function canonicalJson(text) {
  const value = JSON.parse(text, (_key, inner, context) =>
    typeof inner === 'number' ? { [written]: context.source } : inner,
  );
  return print(value);
}

const written = Symbol('written');

function print(value) {
  if (Array.isArray(value)) return `[${value.map(print).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (written in value) return value[written];
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${print(value[key])}`).join(',')}}`;
}

/**
 * Where two JSON texts part: `blocks[2].dispatches[0].gasBurned: 12 instead of 13`, or undefined when they are the same.
 * @param {string} expected
 * @param {string} actual
 */
export function firstDifference(expected, actual) {
  if (canonicalJson(expected) === canonicalJson(actual)) return undefined;
  return difference(JSON.parse(expected), JSON.parse(actual), '') ?? 'numbers written differently';
}

function difference(expected, actual, path) {
  const bothObjects = [expected, actual].every((value) => typeof value === 'object' && value !== null);
  if (!bothObjects || Array.isArray(expected) !== Array.isArray(actual)) {
    if (expected === actual) return undefined;
    return `${path || 'all'}: ${shorten(actual)} instead of ${shorten(expected)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const inner = Array.isArray(expected) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    const found = difference(expected[key], actual[key], inner);
    if (found) return found;
  }
  return undefined;
}

function shorten(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
