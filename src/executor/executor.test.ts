import { afterEach, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../engine/create-engine.ts';
import type { BlockEvent, Engine, QueueRunOutput } from '../engine/engine.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';
import { BlobStore } from './blob-store.ts';
import { runBlock } from './block-runner.ts';
import { Executor, startExecutor } from './executor.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { ExecutorService, RunRequest } from './executor-worker.ts';
import { engineModule } from './fixtures/engine-module.ts';
import { pagesCall } from './fixtures/pages-call.ts';
import { pagesProgram } from './fixtures/pages-program.ts';
import { runBlockHere } from './run-block-here.ts';
import type { RemoteWorker } from './worker-port.ts';

const PAGE = 16_384;
const FILLED = { first: 8, count: 512 };
const PROGRAM = id(1);

/** A program of 2 GiB, 8 MiB of which hold data, and how the chain was saved. */
let chain: { module: WebAssembly.Module; blobs: Map<Hex, Uint8Array>; instrumented: Uint8Array; saved: Uint8Array };
let codeId: Hex;

beforeAll(async () => {
  const { engine, store, module } = await start();
  const code = engine.addCode(await pagesProgram());
  codeId = code.codeId;
  runBlockHere(engine, {
    height: 1,
    timestamp: 12,
    events: [
      { type: 'create', program: PROGRAM, codeId },
      { type: 'topUp', program: PROGRAM, value: '1000000000000000' },
      message(1, pagesCall.allocate(32_767)),
      message(2, pagesCall.fill(FILLED.first, FILLED.count)),
    ],
  });
  const blobs = new Map([...store.hashes()].map((hash) => [hash, store.read(hash) as Uint8Array]));
  chain = { module, blobs, instrumented: engine.getInstrumentedCode(codeId) as Uint8Array, saved: engine.saveChain() };
}, 20_000);

test('a run moves the pages that it touches and no others', async () => {
  const { run, sent } = await withExecutor();
  const { runs } = await run([message(3, pagesCall.sum(100)), message(4, pagesCall.change(400))]);
  expect(runs).toEqual((await here([message(3, pagesCall.sum(100)), message(4, pagesCall.change(400))])).runs);
  expect(sent()).toEqual({ attempts: 2, pages: 2 });

  // They stay in the executor: what was sent, and what the run made.
  await run([message(5, pagesCall.sum(100)), message(6, pagesCall.change(400))]);
  expect(sent()).toEqual({ attempts: 3, pages: 2 });
});

test('a run that touches very many pages gets them in a few attempts', async () => {
  const { run, sent } = await withExecutor();
  const events = [message(3, pagesCall.sum(FILLED.first, FILLED.count))];
  expect((await run(events)).runs).toEqual((await here(events)).runs);
  expect(sent().pages).toBe(FILLED.count);
  expect(sent().attempts).toBeLessThanOrEqual(5);
});

test('an executor that has too much drops what it got first, and gets it again', async () => {
  const { run, sent } = await withExecutor({ room: 64 * PAGE });
  const sums = [message(3, pagesCall.sum(FILLED.first, 60)), message(4, pagesCall.sum(FILLED.first + 60, 60))];
  const { runs } = await run([sums[0] as BlockEvent]);
  await run([sums[1] as BlockEvent]);
  // More than 64 pages are there: as many as half of the room takes are left of them, and none of the first run's.
  const { pages } = sent();
  const again = await run([message(5, pagesCall.sum(FILLED.first, 60))]);
  expect(sent().pages).toBeGreaterThanOrEqual(pages + 60);
  expect(replies(again.runs)).toEqual(replies(runs));
});

test('a run whose executor dies between two attempts is repeated elsewhere, with the same result', async () => {
  const { run, sent, deaths } = await withExecutor({ deathsDue: 2 });
  const events = [message(3, pagesCall.change(10, 200)), message(4, pagesCall.sum(10, 200))];
  const { runs } = await run(events);
  expect(runs).toEqual((await here(events)).runs);
  expect(deaths()).toBe(2);
  expect(sent().pages).toBeGreaterThan(200);
});

test('a page that the coordinator has lost is told, and the chain stays', async () => {
  const { run, store, engine } = await withExecutor();
  const before = engine.saveChain();
  const [page] = [...chain.blobs].filter(([, bytes]) => bytes.length === PAGE).slice(7);
  store.forget(page?.[0] as Hex);
  await expect(run([message(3, pagesCall.sum(FILLED.first, FILLED.count))])).rejects.toMatchObject({
    code: 'BLOB_LOST',
  });
  expect(engine.saveChain()).toEqual(before);
});

let pools: ExecutorPool<Executor>[] = [];
afterEach(() => {
  for (const pool of pools) pool.terminate();
  pools = [];
});

async function start() {
  const module = await engineModule();
  const store = new BlobStore();
  return { module, store, engine: createEngine(module, store) };
}

/** The chain of above on an engine of its own. */
async function restored() {
  const { store, engine } = await start();
  for (const [hash, bytes] of chain.blobs) store.write(hash, bytes);
  engine.addInstrumentedCode(codeId, chain.instrumented);
  engine.loadChain(chain.saved);
  return { store, engine };
}

async function here(events: BlockEvent[]) {
  const { engine } = await restored();
  return runBlockHere(engine, { height: 2, timestamp: 24, events, states: 'changed' });
}

/** With one executor that has nothing yet, and dies so many times when a run lacks pages. */
async function withExecutor({ deathsDue = 0, room }: { deathsDue?: number; room?: number } = {}) {
  const { store, engine } = await restored();
  const counted = { attempts: 0, pages: 0 };
  let deaths = 0;
  const watched = (remote: RemoteWorker<ExecutorService>): RemoteWorker<ExecutorService> => {
    const call = async (name: 'start' | 'run', parameters: never, transfer?: Transferable[]) => {
      if (name === 'start') return remote.call(name, parameters, transfer);
      const [{ blobs }] = parameters as [RunRequest];
      counted.attempts++;
      counted.pages += blobs.lengths.filter((length) => length === PAGE).length;
      const answer = await remote.call(name, parameters, transfer);
      if (answer.status === 'lacksPages' && deaths < deathsDue) {
        deaths++;
        remote.terminate();
      }
      return answer;
    };
    return { ...remote, call: call as RemoteWorker<ExecutorService>['call'] };
  };
  const pool = new ExecutorPool({
    size: 1,
    start: (index) => new Executor(index, chain.module, () => watched(startExecutor()), room),
  });
  pools.push(pool);
  return {
    store,
    engine,
    sent: () => ({ ...counted }),
    deaths: () => deaths,
    run: (events: BlockEvent[]) => runIn(pool, { store, engine }, events),
  };
}

function replies(runs: unknown[]): Hex[] {
  return (runs as QueueRunOutput[]).flatMap(({ sent }) => sent.map(({ payload }) => payload));
}

async function runIn(pool: ExecutorPool<Executor>, parts: { store: BlobStore; engine: Engine }, events: BlockEvent[]) {
  const runs: unknown[] = [];
  const onRun = ({ output }: { output: unknown }) => runs.push(output);
  const block = await runBlock({ height: 2, timestamp: 24, events, states: 'changed' }, { ...parts, pool, onRun });
  return { block, runs };
}

function id(number: number): Hex {
  return `0x${number.toString(16).padStart(64, '0')}`;
}

function message(number: number, payload: Uint8Array): BlockEvent {
  const rest = { source: id(1000), payload: bytesToHex(payload), value: '0', callReply: false } as const;
  return { type: 'message', program: PROGRAM, id: id(100 + number), ...rest };
}
