import { describe, expect, it } from 'vitest';
import { canonicalJson, firstDifference } from './canonical-json.mjs';

describe('canonicalJson', () => {
  it('sorts keys and keeps every digit', () => {
    expect(canonicalJson('{ "b": [1, {"y": null, "x": "1"}], "a": 18446744073709551615 }')).toBe(
      '{"a":18446744073709551615,"b":[1,{"x":"1","y":null}]}',
    );
  });

  it('tells a number from a text', () => {
    expect(canonicalJson('1')).not.toBe(canonicalJson('"1"'));
  });
});

describe('firstDifference', () => {
  it('is none for another order of keys', () => {
    expect(firstDifference('{"a":1,"b":2}', '{"b":2,"a":1}')).toBeUndefined();
  });

  it('says where and what', () => {
    expect(firstDifference('{"blocks":[{"gas":13}]}', '{"blocks":[{"gas":12}]}')).toBe(
      'blocks[0].gas: 12 instead of 13',
    );
    expect(firstDifference('{"a":[1,2]}', '{"a":[1]}')).toBe('a[1]: nothing instead of 2');
  });

  it('sees a digit beyond the precision of a double', () => {
    expect(firstDifference('{"a":9007199254740993}', '{"a":9007199254740992}')).toBeTruthy();
  });
});
