import { expect, test } from 'vitest';
import { programAddress } from './local-addresses.ts';

test('a program’s address follows from code and salt', () => {
  const code = `0x${'01'.repeat(32)}` as const;
  const salt = `0x${'02'.repeat(32)}` as const;
  expect(programAddress(code, salt)).toMatch(/^0x[0-9a-f]{40}$/);
  expect(programAddress(code, salt)).toBe(programAddress(code, salt));
  expect(programAddress(code, salt)).not.toBe(programAddress(salt, code));
});
