// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Replay, ReplayRun } from '../../executor/replay.ts';
import { compareReplays, whatLimits, widestChunk } from './compare-replays.ts';
import { ComparisonResult } from './comparison-result.tsx';
import type { Load } from './load.ts';

afterEach(cleanup);

const program = (digit: string) => `0x${digit.repeat(40)}` as const;
const hash = (digit: string) => `0x${digit.repeat(64)}` as const;

function run(rest: Partial<ReplayRun>): ReplayRun {
  const facts = { executor: 0, startedAt: 1_000, duration: 40, queue: 'canonical', height: 2, chunk: 0 } as const;
  return { ...facts, program: program('1'), gas: 10, messages: [hash('9')], ...rest };
}

function replay(rest: Partial<Replay>): Replay {
  return {
    executors: 1,
    startedAt: 1_000,
    wallTime: 100,
    setUpTime: 10,
    runs: [run({}), run({ program: program('2'), startedAt: 1_040 })],
    programs: [
      { program: program('1'), stateHash: hash('a'), queued: 0 },
      { program: program('2'), stateHash: hash('b'), queued: 0 },
    ],
    outputHash: hash('f'),
    ...rest,
  };
}

const one = replay({});
const many = replay({ executors: 4, wallTime: 50 });
const load: Load = {
  scenario: '{}',
  codes: new Map(),
  setUpBlocks: 1,
  programs: 2,
  messages: 2,
  labelOf: (address) => (address === program('1') ? 'ping' : 'pong'),
  notes: [],
};

test('the ratio is of wall-clock times, and the hashes of every program are compared', () => {
  expect(compareReplays(one, many)).toMatchObject({ ratio: 2, areStatesEqual: true, areOutputsEqual: true, queued: 0 });
  const lost = replay({ programs: one.programs.slice(1) });
  expect(compareReplays(one, lost).areStatesEqual).toBe(false);
  expect(compareReplays(lost, one).programs).toHaveLength(2);
  expect(compareReplays(replay({ programs: [] }), replay({ programs: [] })).areStatesEqual).toBe(false);
});

test('what limits the ratio is told from what was measured', () => {
  expect(widestChunk(many)).toBe(2);
  const reasons = whatLimits(one, many, 2).join('\n');
  expect(reasons).toContain('2 cores');
  expect(reasons).toContain('At most 2 programs were ready');
  expect(reasons).toContain('20 ms (20 %)');
  const busy = replay({ wallTime: 80 });
  expect(whatLimits(busy, replay({ executors: 2 }), 8)).toEqual([]);
});

test('equal hashes are told quietly, different ones loudly and with both', () => {
  const { rerender } = render(<ComparisonResult load={load} one={one} many={many} cores={8} />);
  expect(screen.getByTestId('equality').textContent).toContain('All 2 state hashes are equal');
  expect(screen.queryByRole('alert')).toBeNull();

  const other = replay({
    executors: 4,
    programs: [{ program: program('1'), stateHash: hash('c'), queued: 0 }, ...one.programs.slice(1)],
    outputHash: hash('e'),
  });
  rerender(<ComparisonResult load={load} one={one} many={other} cores={8} />);
  expect(screen.getByRole('alert').textContent).toContain('State hashes differ');
  const row = screen.getByRole('row', { name: /^ping/ });
  expect(row.textContent).toContain('≠ differs');
  expect(row.innerHTML).toContain(hash('a'));
  expect(row.innerHTML).toContain(hash('c'));
  expect(screen.getByRole('row', { name: /^pong/ }).textContent).toContain('yes');

  rerender(<ComparisonResult load={load} one={one} many={replay({ executors: 4, outputHash: hash('e') })} cores={8} />);
  expect(screen.getByRole('alert').textContent).toContain('replies, messages or gas differ');
});
