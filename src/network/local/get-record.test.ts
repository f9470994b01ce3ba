import { expect, test } from 'vitest';
import 'fake-indexeddb/auto';
import { createEngine } from '../../engine/create-engine.ts';
import { BlobStore } from '../../executor/blob-store.ts';
import { engineModule } from '../../executor/fixtures/engine-module.ts';
import { bytes, call } from '../../executor/fixtures/toolbox.ts';
import { runBlockHere } from '../../executor/run-block-here.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import type { ChainRecord } from '../network.ts';
import { type NetworkForTest, networkForTest } from './fixtures/network-for-test.ts';
import { LocalDatabase } from './local-database.ts';

const open = (database?: LocalDatabase) => networkForTest({ ...(database && { database }) });

/** State hash by program after a replay on an empty chain. */
async function replay({ blocks, codes }: ChainRecord): Promise<Record<string, string>> {
  const engine = createEngine(await engineModule(), new BlobStore());
  for (const wasm of codes.values()) engine.addCode(wasm);
  const ends = blocks.map((block) => runBlockHere(engine, { ...block, states: 'all' }).block);
  const states = Object.entries(ends.at(-1)?.states ?? {});
  return Object.fromEntries(
    states.map(([actor, { stateHash }]) => [addressOfActor(actor as `0x${string}`), stateHash]),
  );
}

async function statesOf({ network }: NetworkForTest): Promise<Record<string, string>> {
  return Object.fromEntries((await network.getPrograms()).map(({ program, stateHash }) => [program, stateHash]));
}

test('a replay of the record makes the same states, over a reload too', async () => {
  const name = 'recorded';
  const database = await LocalDatabase.open(name);
  const first = await open(database);
  const program = await first.deploy();
  const other = await first.deploy();
  await first.send(program, call.wait(bytes('woken by a task')));
  await first.network.advance(2);
  await Promise.all([
    first.send(program, call.send(other, 0n, call.reply(bytes('x')))),
    first.send(other, call.reply(bytes('injected')), { route: 'injected' }),
    first.send(other, call.panic('p')),
  ]);
  await first.network.topUpFreeBalance(other, 5n);
  await first.network.advance(3);
  expect(await replay(await first.network.getRecord())).toEqual(await statesOf(first));
  first.stop();
  database.close();

  const second = await open(await LocalDatabase.open(name));
  await second.send(other, call.reply(bytes('after')));
  const record = await second.network.getRecord();
  expect(await replay(record)).toEqual(await statesOf(second));
  // Blocks in which nothing happened are not kept.
  expect(record.blocks.length).toBeLessThan(14);

  await second.network.reset();
  expect((await second.network.getRecord()).blocks).toEqual([]);
});

test('a program of another network has a past that is not told', async () => {
  const [from, to] = [await open(), await open()];
  const program = await from.deploy();
  await to.network.forkProgram(await from.network.exportProgram(program));
  await expect(to.network.getRecord()).rejects.toMatchObject({ code: 'NO_RECORD' });
});
