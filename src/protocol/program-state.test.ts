import { expect, test } from 'vitest';
import { hexToBytes } from '../shared/hex.ts';
import { decodeProgramState } from './program-state.ts';

const HASH = '11'.repeat(32);
const ACTIVE = `0x00${`01${HASH}`}00${'00000000'}01${`01${HASH}02`}${'0000'}01${HASH}0000${'05'.padEnd(32, '0')}${'00ca9a3b'.padEnd(32, '0')}`;

test('an active program’s state', () => {
  expect(decodeProgramState(hexToBytes(ACTIVE))).toEqual({
    program: 'active',
    initialized: true,
    canonicalQueue: { hash: `0x${HASH}`, size: 2 },
    injectedQueue: { hash: null, size: 0 },
    waitlist: `0x${HASH}`,
    stash: null,
    mailbox: null,
    balance: 5n,
    executableBalance: 1_000_000_000n,
  });
});

test.each([
  ['short', ACTIVE.slice(0, -2)],
  ['long', `${ACTIVE}00`],
  ['no kind', `0x07${ACTIVE.slice(4)}`],
  ['a flag of 2', `0x0002${ACTIVE.slice(6)}`],
])('what is no state is refused: %s', (_name, hex) => {
  expect(() => decodeProgramState(hexToBytes(hex))).toThrow(RangeError);
});
