import { expect, test } from 'vitest';
import { convert } from './conversion.ts';

test('0.0001 ETH are 1 WVARA', () => {
  expect(convert(10n ** 14n, 10n ** 15n)).toEqual({ units: 10n ** 12n, paid: 10n ** 14n });
});

test('whole units only, and what is left is not taken', () => {
  expect(convert(99n, 1000n)).toEqual({ units: 0n, paid: 0n });
  expect(convert(250n, 1000n)).toEqual({ units: 2n, paid: 200n });
  expect(convert(7n, 1000n, 3n)).toEqual({ units: 2n, paid: 6n });
});

test('no more than the reserve has', () => {
  expect(convert(10_000n, 30n)).toEqual({ units: 30n, paid: 3000n });
  expect(convert(10_000n, 0n)).toEqual({ units: 0n, paid: 0n });
});
