import { describe, expect, it } from 'vitest';
import type { MessageRecord, Reply } from '../network/network.ts';
import { compareLanes, countBatches } from './compare-lanes.ts';
import { confirmationsOf } from './confirmations.ts';

const hash = (byte: string) => `0x${byte.repeat(32)}` as const;
const reply = (byte: number): Reply => ({
  payload: new Uint8Array([byte]),
  value: 0n,
  code: '0x00010000',
  codeText: 'Success(Manual)',
});
const prediction = {
  status: 'predicted' as const,
  reply: reply(1),
  gasBurned: 1_000,
  stateHashBefore: hash('aa'),
  stateHashAfter: hash('bb'),
  at: 1_001,
  duration: 1.5,
};
const preConfirmation = {
  reply: reply(1),
  validator: `0x${'70'.repeat(20)}` as const,
  verdict: 'valid' as const,
  at: 1_084,
};
const settlement = { transaction: hash('ee'), reply: reply(1), stateHash: hash('bb') };

function message(parts: Partial<MessageRecord>): MessageRecord {
  return {
    id: hash('01'),
    program: `0x${'12'.repeat(20)}`,
    source: `0x${'34'.repeat(20)}`,
    route: 'injected',
    payload: new Uint8Array(),
    value: 0n,
    status: 'preConfirmed',
    sentAt: 1_000,
    outgoing: [],
    ...parts,
  };
}

describe('comparing lanes', () => {
  it('finds nothing where all say the same', () => {
    const { lanes, differs, rows } = compareLanes(message({ prediction, preConfirmation, settlement }));
    expect(lanes).toEqual(['predicted', 'pre-confirmed', 'settled']);
    expect(differs).toBe(false);
    expect(rows.map(({ field }) => field)).toEqual(['Reply', 'Reply code', 'Gas', 'State hash']);
  });

  it('marks the cell that says something else', () => {
    const { rows, differs } = compareLanes(
      message({ prediction, preConfirmation, settlement: { ...settlement, reply: reply(2), stateHash: hash('cc') } }),
    );
    expect(differs).toBe(true);
    expect(rows.filter((row) => row.differs).map(({ field }) => field)).toEqual(['Reply', 'State hash']);
    expect(rows[0]?.cells.map((cell) => cell.differs)).toEqual([false, false, true]);
  });

  it('finds other gas and another reply code', () => {
    const execution = {
      outcome: 'Success',
      gasBurned: 2_000,
      charged: true,
      cost: 200_000n,
      stateHashBefore: hash('aa'),
      stateHashAfter: hash('bb'),
      executor: 0,
      startedAt: 1_002,
      duration: 3,
      height: 7,
    };
    const failed = { ...reply(1), code: '0x01000000' as const, codeText: 'Error(Execution(RanOutOfGas))' };
    const { rows } = compareLanes(
      message({ prediction, execution, settlement, preConfirmation: { ...preConfirmation, reply: failed } }),
    );
    expect(rows.find(({ field }) => field === 'Gas')?.cells.map(({ text }) => text)).toEqual([
      '1,000',
      undefined,
      '2,000',
    ]);
    expect(rows.filter((row) => row.differs).map(({ field }) => field)).toEqual(['Reply code', 'Gas']);
  });

  it('finds value that came back in one lane alone', () => {
    const paid = { ...reply(1), value: 5n };
    const { rows } = compareLanes(message({ prediction, settlement: { ...settlement, reply: paid } }));
    expect(rows.find(({ field }) => field === 'Value')?.cells.map(({ text }) => text)).toEqual(['0 wei', '5 wei']);
    expect(rows.filter((row) => row.differs).map(({ field }) => field)).toEqual(['Value']);
  });

  it('does not compare what a lane does not tell', () => {
    const { differs } = compareLanes(message({ prediction, settlement: { transaction: hash('ee') } }));
    expect(differs).toBe(false);
  });

  it('does not hold a state of another block against the prediction', () => {
    const execution = {
      outcome: 'Success',
      gasBurned: 1_000,
      charged: true,
      cost: 100_000n,
      stateHashBefore: hash('aa'),
      stateHashAfter: hash('dd'),
      height: 9,
    };
    const settled = { ...settlement, stateHash: hash('dd') };
    const at = (height: number) =>
      compareLanes(message({ prediction: { ...prediction, height }, execution, settlement: settled }));
    expect(
      at(9)
        .rows.filter((row) => row.differs)
        .map(({ field }) => field),
    ).toEqual(['State hash']);
    expect(at(7).differs).toBe(false);
    expect(at(7).rows.at(-1)?.cells.at(-1)?.note).toContain('predicted for block 7, run by 9');
  });

  it('does not hold the state of a whole batch against one message of it', () => {
    const one = message({ prediction, settlement: { ...settlement, stateHash: hash('dd') } });
    const size = countBatches([
      one,
      message({ id: hash('02'), settlement }),
      message({ program: `0x${'99'.repeat(20)}`, settlement }),
    ]);
    expect(size(one)).toBe(2);
    const { differs, rows } = compareLanes(one, size(one));
    expect(differs).toBe(false);
    expect(rows.at(-1)?.cells.at(-1)).toMatchObject({ text: hash('dd'), note: expect.stringContaining('same batch') });
    expect(compareLanes(one).differs).toBe(true);
  });
});

describe('confirmations', () => {
  const states = (parts: Partial<MessageRecord>, isSimulated = false) =>
    confirmationsOf(message(parts), isSimulated).map(({ name, state }) => `${name} ${state}`);

  it('predicts on Ethereum alone', () => {
    expect(states({ status: 'queued' })).toEqual([
      'predicted pending',
      'pre-confirmed pending',
      'settled pending',
      'final pending',
    ]);
    expect(states({ status: 'queued' }, true)).toEqual(['pre-confirmed pending', 'settled pending', 'final pending']);
  });

  it('measures each from sending', () => {
    const all = confirmationsOf(
      message({ prediction, preConfirmation, settlement, settledAt: 13_000, settledBlock: 712, finalAt: 80_000 }),
      false,
    );
    expect(all.map(({ latency }) => latency)).toEqual([1.5, 84, 12_000, 79_000]);
    expect(all[1]?.detail).toContain(preConfirmation.validator);
    expect(all[2]?.detail).toContain('712');
  });

  it('says why there is no prediction, and that a receipt is invalid', () => {
    const [first, second] = confirmationsOf(
      message({
        prediction: { status: 'unavailable', reason: 'The node does not tell the state.' },
        preConfirmation: { ...preConfirmation, verdict: 'invalid', problem: 'A stranger signed it.' },
      }),
      false,
    );
    expect(first).toMatchObject({ state: 'failed', detail: 'The node does not tell the state.' });
    expect(second).toMatchObject({ state: 'failed', detail: expect.stringContaining('A stranger signed it.') });
  });

  it('a message through Ethereum has no receipt to wait for', () => {
    expect(states({ route: 'canonical', status: 'queued' })[1]).toBe('pre-confirmed skipped');
  });
});
