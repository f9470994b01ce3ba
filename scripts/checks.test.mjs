import { describe, expect, it } from 'vitest';
import { countCargoTests, countParity } from './checks.mjs';

describe('countCargoTests', () => {
  it('sums up all test binaries', () => {
    const output = [
      'running 3 tests',
      'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
      'test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    ].join('\n');
    expect(countCargoTests(output)).toEqual({ passed: 4, failed: 2 });
  });
});

describe('countParity', () => {
  it('reads the last line', () => {
    expect(countParity('✓ a\nParity: 40 passed, 2 failed\n')).toEqual({ passed: 40, failed: 2 });
  });

  it('sums up the tests of the engine by chance', () => {
    const output = 'Parity: 200 passed, 0 failed\nCodes: 299 passed, 1 failed\nDrill: 3 passed, 0 failed\n';
    expect(countParity(output)).toEqual({ passed: 502, failed: 1 });
  });

  it('counts nothing when it is missing', () => {
    expect(countParity('Cannot read')).toEqual({ passed: 0, failed: 0 });
  });
});
