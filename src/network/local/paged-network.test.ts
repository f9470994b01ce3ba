import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { pagesCall } from '../../executor/fixtures/pages-call.ts';
import { pagesProgram } from '../../executor/fixtures/pages-program.ts';
import type { Hex } from '../../shared/hex.ts';
import { GEAR_PAGE } from '../../shared/page-size.ts';
import { loseBlob } from './fixtures/lose-blob.ts';
import { type NetworkForTest, networkForTest } from './fixtures/network-for-test.ts';
import { LocalDatabase } from './local-database.ts';

/** The first page that is not of the stack. */
const FIRST = 4;
const MEBIBYTE = 2 ** 20;

async function open(name: string, pageRoom: number, room?: number) {
  const database = await LocalDatabase.open(name);
  const network = await networkForTest({ executors: 1, database, pageRoom, ...(room && { room }) });
  const close = () => {
    network.stop();
    database.close();
  };
  return { ...network, close };
}

/** A program of so many pages of noise. */
async function filled({ network, send }: NetworkForTest, pages: number, atOnce = 1024): Promise<Hex> {
  const { codeId } = await network.uploadCode(await pagesProgram());
  const { program } = await network.createProgram({ codeId });
  await network.topUpExecutableBalance(program, 9_000n * 10n ** 12n);
  await send(program, pagesCall.allocate(pages / 4));
  for (let first = 0; first < pages; first += atOnce) {
    await send(program, pagesCall.fill(FIRST + first, Math.min(atOnce, pages - first)));
  }
  return program;
}

async function sum({ send }: NetworkForTest, program: Hex, pages: number): Promise<Uint8Array | undefined> {
  return (await send(program, pagesCall.sum(FIRST, pages))).reply?.payload;
}

test('32 MiB are filled, saved, loaded and summed up, and memory holds few of them', async () => {
  const pages = 2048 - FIRST;
  const room = 4 * MEBIBYTE;
  const whole = await networkForTest({ executors: 1 });
  const expected = await sum(whole, await filled(whole, pages), pages);
  expect(whole.store.memory).toBeGreaterThan(pages * GEAR_PAGE);

  const first = await open('dense', room);
  const program = await filled(first, pages);
  expect(first.store.memory).toBeLessThan(room + MEBIBYTE);
  expect(first.store.size).toBeGreaterThan(pages * GEAR_PAGE);
  first.close();

  const second = await open('dense', room);
  expect(second.store.memory).toBeLessThan(MEBIBYTE);
  expect(await sum(second, program, pages)).toEqual(expected);
  expect(second.store.memory).toBeLessThan(room + MEBIBYTE);
  second.close();
}, 20_000);

test('pages out of memory are there for whoever asks: views, exports, earlier states, other executors', async () => {
  const first = await open('asked', 0);
  const program = await filled(first, 64);
  const { stateHash } = await first.network.followProgram(program);
  const before = await sum(first, program, 60);
  await first.send(program, pagesCall.change(FIRST, 60));
  const exported = await first.network.exportProgram(program, stateHash);
  first.close();

  const second = await open('asked', 0);
  const { pages } = await second.network.getProgram(program, stateHash);
  expect(pages).toHaveLength(64);
  for (const { hash } of pages) expect(await second.network.getPage(hash)).toEqual(exported.blobs.get(hash));
  expect((await second.network.exportProgram(program, stateHash)).blobs).toEqual(exported.blobs);
  const ask = (stateHash?: Hex) =>
    second.network.calculateReply({
      program,
      payload: pagesCall.sum(FIRST, 60),
      value: 0n,
      ...(stateHash && { stateHash }),
    });
  expect((await ask(stateHash)).reply.payload).toEqual(before);
  expect((await ask()).reply.payload).toEqual(await sum(second, program, 60));
  const fork = await second.network.forkProgram(exported, { newAddress: true });
  expect(await sum(second, fork.program, 60)).toEqual(before);
  second.close();
});

test('a page that is written again stays one, and one that a message has as its payload is both', async () => {
  const first = await open('twice', 0);
  const program = await filled(first, 8);
  const { pages } = await first.network.getProgram(program);
  const { memory } = first.store;
  await first.send(program, pagesCall.fill(FIRST, 4, 2));
  await first.send(program, pagesCall.fill(FIRST, 4, 1));
  expect((await first.network.getProgram(program)).pages).toEqual(pages);
  expect(first.store.memory - memory).toBeLessThan(GEAR_PAGE);

  const [{ hash } = { hash: '0x' as Hex }] = pages.slice(1);
  const payload = await first.network.getPage(hash);
  const queued = { program, payload, value: 0n, route: 'canonical' as const };
  const held = first.network.chain.exclusively(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await Promise.all([held, first.network.sendMessage(queued), first.network.sendMessage(queued)]);
  const states = await first.network.getStates(program);
  first.close();

  const second = await open('twice', 0);
  for (const { stateHash } of states.slice(1)) await second.network.getProgram(program, stateHash);
  expect(await second.network.getPage(hash)).toEqual(payload);
  second.close();
});

test('long tables of pages are saved as differences, while old states go and the page is reloaded', async () => {
  const pages = 1000;
  // Twice the memory: when it is full, as many states stay as half of it takes beside the present one.
  const room = 2 * (pages + 200) * GEAR_PAGE;
  const first = await open('tables', 0, room);
  const program = await filled(first, pages);
  const change = async (network: NetworkForTest, from: number, to: number) => {
    for (let index = from; index < to; index++) {
      await network.send(program, pagesCall.fill(FIRST + 16 * (index % 60), 16, index + 2));
    }
  };
  await change(first, 0, 100);
  const states = await first.network.getStates(program);
  const isThere = states.map(({ isGone = false }) => !isGone);
  expect([isThere.includes(false), isThere.filter(Boolean).length > 5]).toEqual([true, true]);
  const kept = states.filter((_, index) => isThere[index]);
  const snapshots = await Promise.all(kept.map(({ stateHash }) => first.network.getProgram(program, stateHash)));
  first.close();
  const saved = await openDB('tables');
  const differences = (await saved.getAll('blobs')).filter((blob) => 'base' in blob);
  saved.close();
  expect(differences.length).toBeGreaterThan(5);

  const second = await open('tables', 0, room);
  const again = await Promise.all(kept.map(({ stateHash }) => second.network.getProgram(program, stateHash)));
  expect(again).toEqual(snapshots);
  await change(second, 100, 180);
  const sum = await second.network.calculateReply({ program, payload: pagesCall.sum(FIRST, pages), value: 0n });
  second.close();
  const third = await open('tables', 0, room);
  expect(await third.network.calculateReply({ program, payload: pagesCall.sum(FIRST, pages), value: 0n })).toEqual(sum);
  third.close();
}, 20_000);

test('a page that the database has lost fails the message, and the network goes on', async () => {
  const first = await open('lost', 0);
  const program = await filled(first, 8);
  const { pages } = await first.network.getProgram(program);
  first.close();

  const second = await open('lost', 0);
  await loseBlob('lost', pages[2]?.hash as Hex);
  await expect(second.send(program, pagesCall.sum(FIRST, 4))).rejects.toMatchObject({ code: 'BLOB_LOST' });
  expect((await second.send(program, pagesCall.sum(FIRST + 4, 2))).status).toBe('preConfirmed');
  second.close();
});
