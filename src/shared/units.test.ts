import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatUnits, groupDigits, parseUnits, shortHex } from './units.ts';

describe('units', () => {
  it('groups digits', () => {
    expect(groupDigits(705659722)).toBe('705,659,722');
    expect(groupDigits(12n)).toBe('12');
  });

  it('formats amounts without ever showing more than there is', () => {
    expect(formatUnits(3_204_999_999_999n, 12, 3)).toBe('3.204');
    expect(formatUnits(70_565_972_200n, 12, 4)).toBe('0.07056');
    expect(formatUnits(-70_565_972_200n, 12)).toBe('−0.0705659722');
    expect(formatUnits(0n, 18)).toBe('0');
    expect(formatUnits(1_234_000_000_000_000n, 12, 4)).toBe('1,234');
  });

  it('parses what it formats and refuses the rest', () => {
    expect(parseUnits('1,234.5', 12)).toBe(1_234_500_000_000_000n);
    expect(parseUnits('.5', 12)).toBe(500_000_000_000n);
    expect(parseUnits('', 12)).toBeNull();
    expect(parseUnits('1e3', 12)).toBeNull();
    expect(parseUnits('-1', 12)).toBeNull();
    expect(parseUnits('0.0000000000001', 12)).toBeNull();
  });

  it('shortens hashes, sizes and durations', () => {
    expect(shortHex('0x12ab00000000009f')).toBe('0x12ab…009f');
    expect(shortHex('0x12ab')).toBe('0x12ab');
    expect(formatBytes(23_040)).toBe('22.5 KiB');
    expect(formatDuration(1.23)).toBe('1.2 ms');
    expect(formatDuration(65_000)).toBe('1 min 05 s');
  });
});
