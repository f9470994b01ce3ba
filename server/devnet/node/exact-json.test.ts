import { expect, test } from 'vitest';
import { parseExact, stringifyExact } from './exact-json.ts';

test('numbers of 128 bits survive in both directions', () => {
  const text = '{"value":340282366920938463463374607431768211455,"small":7,"list":[9007199254740993,-1,0.5,1e3]}';
  const parsed = parseExact(text);
  expect(parsed).toEqual({ value: 2n ** 128n - 1n, small: 7, list: [9007199254740993n, -1, 0.5, 1000] });
  expect(stringifyExact(parsed)).toBe(text.replace('1e3', '1000'));
});

test('what is nested too deeply is an error and no crash', () => {
  expect(() => parseExact('['.repeat(1_000_000))).toThrow();
  expect(() => parseExact(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toThrow(RangeError);
});
