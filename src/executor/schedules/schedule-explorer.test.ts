import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../../engine/create-engine.ts';
import type { ChainRecord } from '../../network/network.ts';
import { codeIdOf } from '../../protocol/hashes.ts';
import { actorId, canonicalMessageId } from '../../protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';
import { Executor } from '../executor.ts';
import { ExecutorPool } from '../executor-pool.ts';
import { engineModule } from '../fixtures/engine-module.ts';
import { bytes, call, hex, toolbox } from '../fixtures/toolbox.ts';
import { runScenario } from '../run-scenario.ts';
import { parseScenario } from '../scenario.ts';
import type { ExploreParameters, InFlight, OutcomeGroup } from './exploration.ts';
import { WorkerScheduleExplorer } from './schedule-explorer.ts';

const address = (digits: string): Hex => `0x${digits.repeat(20)}`;
const [FIRST, SECOND] = [address('a1'), address('b2')];
const [ALICE, BOB] = [actorId(address('01')), actorId(address('02'))];

/** Two toolbox programs that have had their init messages. */
async function chain(): Promise<ChainRecord> {
  const wasm = await toolbox();
  const codeId = codeIdOf(wasm);
  const events = [FIRST, SECOND].flatMap((address) => [
    { type: 'create' as const, program: actorId(address), codeId },
    { type: 'topUp' as const, program: actorId(address), value: '900000000000000' },
    to(address, 0, ALICE, new Uint8Array()),
  ]);
  return { blocks: [{ height: 1, timestamp: 1000, events }], codes: new Map([[codeId, wasm]]) };
}

function to(program: Hex, nonce: number, source: Hex, payload: Uint8Array): InFlight {
  return {
    type: 'message',
    program: actorId(program),
    id: canonicalMessageId(program, nonce),
    source,
    payload: bytesToHex(payload),
    value: '0',
    callReply: false,
  };
}

/** The toolbox holds one waiting message: the first one waits, the second is answered at once. */
const race = [to(FIRST, 1, ALICE, call.wait(bytes('a'))), to(FIRST, 2, BOB, call.wait(bytes('b')))];

let explorer: WorkerScheduleExplorer;
beforeAll(async () => {
  explorer = new WorkerScheduleExplorer({ module: await engineModule(), workers: 2 });
});
afterAll(() => explorer.terminate());

async function explore(messages: InFlight[], rest: Partial<ExploreParameters> = {}, by = explorer) {
  return by.explore({
    base: await chain(),
    messages,
    start: { height: 5, timestamp: 1048 },
    blocks: 2,
    count: 50,
    seed: 1,
    questions: [{ program: actorId(FIRST), source: ALICE, payload: bytesToHex(call.reply(bytes('end'))) }],
    compareStates: false,
    ...rest,
  });
}

const answer = (text: string) => ({ status: 'replied', code: '0x00010000', payload: hex(text), value: '0' });

test('finds both ends of a race', async () => {
  const done: number[] = [];
  const { outcomes, total, isExhaustive } = await explore(race, { onProgress: (count) => done.push(count) });
  expect([total, isExhaustive]).toEqual([4, true]);
  expect(done).toEqual([1, 2, 3, 4]);
  expect(outcomes.map(({ count, schedule, outcome }) => [count, schedule, outcome.answers])).toEqual([
    [2, [[0, 1], []], [{ status: 'waiting' }, answer('b')]],
    [2, [[1, 0], []], [answer('a'), { status: 'waiting' }]],
  ]);
  expect(outcomes[0]?.outcome.replies).toEqual([{ status: 'replied', code: '0x00010000', payload: hex('end') }]);
  // The Mirror counts: whoever comes first has the first id.
  const ids = outcomes.map(({ blocks }) =>
    blocks.flatMap(({ events }) => events.map((event) => 'id' in event && event.id)),
  );
  expect(ids[1]).toEqual(ids[0]);
});

test('messages that do not meet have one end, which may have several state hashes', async () => {
  const messages = [to(FIRST, 1, ALICE, call.reply(bytes('x'))), to(SECOND, 1, BOB, call.panic('y'))];
  const { outcomes, total } = await explore(messages);
  expect([outcomes.length, total]).toEqual([1, 3]);
  const [one] = outcomes as [OutcomeGroup];
  expect(one.outcome.answers[1]).toMatchObject({ status: 'replied', code: '0x01000300' });

  // Within a block these are the same schedule, and rightly so: not a bit differs.
  const swapped = await explore(messages.toReversed(), { blocks: 1 });
  const together = await explore(messages, { blocks: 1 });
  expect(swapped.outcomes[0]?.outcome.programs).toEqual(together.outcomes[0]?.outcome.programs);
});

test('what users are sent counts, whatever its order; state hashes count when they are asked for', async () => {
  const user = address('99');
  const tell = (text: string) => call.send(user, 0n, bytes(text));
  const messages = [to(FIRST, 1, ALICE, tell('1')), to(FIRST, 2, BOB, tell('2'))];
  const { outcomes } = await explore(messages);
  expect(outcomes).toHaveLength(1);
  expect(outcomes[0]?.outcome.sent.map(({ payload }) => payload)).toEqual([hex('1'), hex('2')]);
  const strict = await explore(messages, { compareStates: true });
  expect(strict.outcomes.length).toBeGreaterThan(1);
});

test('the result depends on neither the number of workers nor their speed, but on the seed', async () => {
  const messages = Array.from({ length: 6 }, (_, index) =>
    to(
      index % 2 ? FIRST : SECOND,
      1 + Math.floor(index / 2),
      actorId(address(`0${index}`)),
      call.wait(bytes(`${index}`)),
    ),
  );
  const single = new WorkerScheduleExplorer({ module: await engineModule(), workers: 1 });
  const one = await explore(messages, { count: 40 }, single).finally(() => single.terminate());
  expect(one).toMatchObject({ total: 40, isExhaustive: false });
  expect(await explore(messages, { count: 40 })).toEqual(one);
  expect(await explore(messages, { count: 40, seed: 2 })).not.toEqual(one);
});

test('a replay of the saved scenario ends as the schedule did', async () => {
  const base = await chain();
  const { outcomes } = await explore(race, { base });
  const module = await engineModule();
  const pool = new ExecutorPool({ size: 1, start: (index) => new Executor(index, module) });
  try {
    for (const outcome of outcomes) {
      const files = explorer.scenarioOf(base, outcome, { title: 'A race', note: 'found' });
      const scenario = parseScenario(files.scenario);
      const codes = new Map(scenario.codes.map(({ name, path }) => [name, files.codes.get(path) as Uint8Array]));
      const { blocks } = await runScenario({
        scenario,
        codes,
        pool,
        createEngine: (store) => createEngine(module, store),
      });
      const states = Object.entries(blocks.at(-1)?.states ?? {});
      expect(states.map(([program, { stateHash }]) => [program, stateHash])).toEqual(
        outcome.outcome.programs.map(({ program, stateHash }) => [program, stateHash]),
      );
      const replies = blocks.flatMap(({ transitions }) => transitions.flatMap(({ messages }) => messages));
      expect(replies.map(({ payload }) => payload)).toContain(
        hex(outcome.outcome.answers[0]?.status === 'waiting' ? 'b' : 'a'),
      );
    }
  } finally {
    pool.terminate();
  }
});

test('can be cancelled, and refuses what makes no sense', async () => {
  const controller = new AbortController();
  const spinning = Array.from({ length: 4 }, (_, index) =>
    to(FIRST, 1 + index, actorId(address(`0${index}`)), call.spin()),
  );
  const exploring = explore(spinning, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(exploring).rejects.toThrow('enough');
  await expect(explore([])).rejects.toMatchObject({ code: 'NOTHING_IN_FLIGHT' });
  await expect(explore(race, { count: 0 })).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
});
