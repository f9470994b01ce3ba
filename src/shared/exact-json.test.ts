import { expect, test } from 'vitest';
import { parseExactJson, stringifyExactJson } from './exact-json.ts';

test('long numbers keep their digits, everything else is as JSON has it', () => {
  const text =
    '{"value": 340282366920938463463374607431768211455, "small": 12, "real": 1.5, "text": "1234567890123456789"}';
  expect(parseExactJson(text)).toEqual({
    value: '340282366920938463463374607431768211455',
    small: 12,
    real: 1.5,
    text: '1234567890123456789',
  });
  expect(parseExactJson('[12345678901234567, "a \\" 12345678901234567"]')).toEqual([
    '12345678901234567',
    'a " 12345678901234567',
  ]);
});

test('a bigint is written as a number', () => {
  expect(stringifyExactJson([2n ** 128n - 1n, 'x'])).toBe('[340282366920938463463374607431768211455,"x"]');
});
