import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { balances } from './balances.ts';
import { burnPerMessage } from './burn-per-message.ts';
import { checkLedger } from './check-ledger.ts';
import { earnings } from './earnings.ts';
import { gasCost } from './gas-cost.ts';
import { runway } from './runway.ts';

const entry = (kind: LedgerEntry['kind'], amount: bigint, rest: Partial<LedgerEntry> = {}): LedgerEntry => ({
  at: 0,
  program: '0xaa',
  kind,
  amount,
  ...rest,
});
const burn = (messageId: Hex, gasBurned: number, program: Hex = '0xaa') =>
  entry('burn', -gasCost(gasBurned), { messageId, gasBurned, program });

test('balances are the sums of the movements, each in its own unit', () => {
  const entries = [
    entry('topUp', 1000n),
    burn('0x01', 3),
    entry('freeTopUp', 5n),
    entry('valueIn', 2n),
    entry('valueOut', -4n),
  ];
  expect(balances(entries).get('0xaa')).toEqual({ executable: 700n, free: 3n });
});

test('a message that burnt twice is listed once', () => {
  expect(burnPerMessage([burn('0x01', 3), burn('0x02', 1), burn('0x01', 4), entry('topUp', 9n)])).toEqual([
    { program: '0xaa', messageId: '0x01', gas: 7, cost: 700n },
    { program: '0xaa', messageId: '0x02', gas: 1, cost: 100n },
  ]);
});

test('burns whose message is not known count one by one', () => {
  const unknown = [entry('burn', -200n, { gasBurned: 2 }), entry('burn', -300n, { gasBurned: 3 })];
  expect(burnPerMessage(unknown)).toEqual([
    { program: '0xaa', gas: 2, cost: 200n },
    { program: '0xaa', gas: 3, cost: 300n },
  ]);
});

describe('runway', () => {
  test('counts messages at the average price', () => {
    expect(runway(1000n, burnPerMessage([burn('0x01', 1), burn('0x02', 3)]))).toBe(5);
  });
  test('looks at the latest messages only', () => {
    const expensive = Array.from({ length: 30 }, (_, index) => burn(`0x0${index}`, 1_000_000));
    const cheap = Array.from({ length: 20 }, (_, index) => burn(`0x1${index}`, 1));
    expect(runway(1000n, burnPerMessage([...expensive, ...cheap]))).toBe(10);
  });
  test('is unknown before the first burn, and 0 when less than one message is left', () => {
    expect(runway(1000n, [])).toBeUndefined();
    expect(runway(99n, burnPerMessage([burn('0x01', 1)]))).toBe(0);
  });
});

test('whatever moves, the books agree, and a lost unit shows', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = generator(seed);
    const entries: LedgerEntry[] = [];
    const held = new Map<Hex, { executableBalance: bigint; freeBalance: bigint }>();
    for (let step = 0; step < 200; step++) {
      const program: Hex = `0x0${random(3)}`;
      const holds = held.get(program) ?? { executableBalance: 0n, freeBalance: 0n };
      held.set(program, holds);
      const gas = random(10 ** 12);
      const wei = BigInt(random(10 ** 9));
      if (random(2) === 0) {
        holds.executableBalance += 10n ** 14n;
        entries.push(entry('topUp', 10n ** 14n, { program }));
      } else if (holds.executableBalance >= gasCost(gas)) {
        holds.executableBalance -= gasCost(gas);
        entries.push(burn(`0x${step}`, gas, program));
      } else {
        holds.freeBalance += wei;
        entries.push(entry('valueIn', wei, { program }));
      }
    }
    const programs = [...held].map(([program, holds]) => ({ program, ...holds }));
    expect(checkLedger(entries, programs)).toEqual([]);
    const robbed = programs.map((program, index) =>
      index === 0 ? { ...program, executableBalance: program.executableBalance - 1n } : program,
    );
    expect(checkLedger(entries, robbed)).toHaveLength(2);
  }
});

test('executors earn what programs burn', () => {
  expect(earnings([entry('topUp', 1000n), burn('0x01', 3), burn('0x02', 4, '0xbb')])).toBe(700n);
});

/** Numbers from 0 to below `limit`, the same for the same seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * limit);
  };
}
