import { expect, test } from 'vitest';
import type { Outcome, OutcomeGroup } from '../../executor/schedules/exploration.ts';
import { actorId } from '../../protocol/identifiers.ts';
import type { Hex } from '../../shared/hex.ts';
import { outcomeFacts } from './outcome-facts.ts';

const program = actorId(`0x${'a1'.repeat(20)}`);
const hash = (digits: string): Hex => `0x${digits.repeat(32)}`;

function group(payload: Hex, stateHash: Hex, rest: Partial<Outcome> = {}): OutcomeGroup {
  const end = {
    program,
    status: 'active',
    initialized: true,
    freeBalance: '0',
    executableBalance: '7',
    stateHash,
  } as const;
  const outcome: Outcome = {
    answers: [
      { status: 'replied', code: '0x00010000', payload, value: '1000000000000000000' },
      { status: 'replied', code: '0x01000300', payload: '0x', value: '0' },
    ],
    programs: [end],
    replies: [],
    sent: [],
    ...rest,
  };
  return { outcome, count: 1, schedule: [[0, 1]], blocks: [] };
}

function facts(outcomes: OutcomeGroup[], compareStates = false) {
  const message = { type: 'message', program, id: hash('01'), source: program, value: '0', callReply: false } as const;
  const messages = [
    { ...message, payload: '0x01' as Hex },
    { ...message, payload: '0x02' as Hex },
  ];
  const options = { seed: 1, count: 2, blocks: 1, compareStates };
  const explorer = { scenarioOf: () => ({ scenario: '', codes: new Map() }) };
  const base = { blocks: [], codes: new Map() };
  const about = { base, messages, queries: [], options, explorer, total: 2, isExhaustive: true };
  return outcomeFacts({ ...about, outcomes }, { idlOf: () => undefined, labelOf: () => 'shop' });
}

test('tells what differs between ends, in words', () => {
  const [first, second] = facts([group('0x4142', hash('aa')), group('0x4143', hash('bb'))]);
  expect(first).toEqual([
    { key: 'message 0', name: 'Reply to 1', text: '"AB" with 1 ETH', isError: false, differs: true },
    { key: 'message 1', name: 'Reply to 2', text: 'The program panicked', isError: true, differs: false },
    { key: `status ${program}`, name: 'shop status', text: 'active', isError: false, differs: false },
    { key: `Free Balance ${program}`, name: 'shop Free Balance', text: '0 ETH', isError: false, differs: false },
  ]);
  expect(second?.[0]).toMatchObject({ text: '"AC" with 1 ETH', differs: true });
});

test('a fact that another end does not have differs; state hashes are told when they were compared', () => {
  const sent = [{ program, destination: hash('00'), payload: '0x4f4b' as Hex, value: '0' }];
  const ends = facts([group('0x41', hash('aa')), group('0x41', hash('bb'), { sent })], true);
  const differing = ends.map((end) => end.filter(({ differs }) => differs).map(({ name, text }) => `${name}: ${text}`));
  expect(differing).toEqual([
    ['shop state: 0xaaaa…aaaa'],
    ['shop state: 0xbbbb…bbbb', 'Events and messages: shop: "OK"'],
  ]);
});
