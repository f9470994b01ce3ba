import { expect, test } from 'vitest';
import { gasOf } from '../ledger/gas-split.ts';
import type { Hex } from '../shared/hex.ts';
import { createEngine } from './create-engine.ts';
import type { BlockEvent, GasBurn, GasSplit } from './engine.ts';
import { assemble, engineModule, id, PROGRAM, READ, USER, WRITE, WRITE_AFTER_READ } from './fixtures/test-chain.ts';

const HOST_READ = 29_807_270;
const HOST_WRITE = 138_319_435;
/** Of a message, and of one with a delay. */
const [SENDING, SENDING_LATER] = [200_000_000, 400_000_000];

type Burn = GasBurn & { split: GasSplit };

/**
 * What `count` messages burnt in one block on a program whose `handle` is `body`, and how each ended. `balance`: WVARA units
 * beside the one WVARA that its init message is paid with.
 */
function send(body: string, { count = 1, balance = 10n ** 14n } = {}): { burns: Burn[]; outcomes: string[] } {
  const blobs = new Map<Hex, Uint8Array>();
  const engine = createEngine(engineModule, {
    read: (hash) => blobs.get(hash),
    write: (hash, bytes) => void blobs.set(hash, bytes),
  });
  const { codeId } = engine.addCode(
    assemble(`(module (import "env" "memory" (memory 32))
      (import "env" "gr_send" (func $send (param i32 i32 i32 i32 i32)))
      (import "env" "gr_leave" (func $leave))
      (import "env" "gr_wait_for" (func $wait_for (param i32)))
      (import "env" "gr_source" (func $source (param i32)))
      (import "env" "alloc" (func $alloc (param i32) (result i32)))
      (export "init" (func $init)) (export "handle" (func $handle)) (func $init) (data (i32.const 31) "\\07")
      (func $down (param i32) (result i32)
        (i64.store (i32.const 40000) (i64.add (i64.load (i32.const 40000)) (i64.const 1)))
        (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
        (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (func $handle ${body}))`),
  );
  const message = (number: number): BlockEvent => {
    const rest = { source: USER, payload: '0x', value: '0', callReply: false } as const;
    return { type: 'message', program: PROGRAM, id: id(number), ...rest };
  };
  const block = (height: number, events: BlockEvent[]) => {
    const burns: Burn[] = [];
    engine.beginBlock({ height, timestamp: 12 * height, events });
    for (let chunk = engine.nextChunk(); chunk; chunk = engine.nextChunk()) {
      const outputs = chunk.items.map((item) => engine.runQueue(item));
      for (const { burns: some, splits } of outputs) {
        burns.push(...some.map((burn, index) => ({ ...burn, split: splits[index] as GasSplit })));
      }
      engine.applyChunk(outputs);
    }
    return { burns, outcomes: engine.finishBlock().dispatches.map(({ outcome }) => outcome) };
  };
  block(1, [
    { type: 'create', program: PROGRAM, codeId },
    { type: 'topUp', program: PROGRAM, value: '1000000000000' },
    message(1),
    ...(balance > 0n ? [{ type: 'topUp', program: PROGRAM, value: balance.toString() } as const] : []),
  ]);
  const result = block(
    2,
    Array.from({ length: count }, (_, index) => message(2 + index)),
  );
  for (const { gas, split } of result.burns) expect(gasOf(split)).toBe(gas);
  return result;
}

const splitOf = (body: string) => send(body).burns[0]?.split as GasSplit;
const syscall = (split: GasSplit, name: string) => split.syscalls.find((entry) => entry.name === name);
const sending = (delay: number) =>
  `(call $send (i32.const 0) (i32.const 64) (i32.const 5) (i32.const ${delay}) (i32.const 100))`;

test('pages count by kind, and by whoever touched them', () => {
  const none = { read: 0, write: 0, writeAfterRead: 0, load: 0 };
  expect(splitOf('')).toMatchObject({ programPages: none, syscallPages: none, growth: 0, syscalls: [] });
  const { programPages, syscallPages } = splitOf(`(drop (i64.load (i32.const 0))) (drop (i64.load (i32.const 20000)))
    (i64.store (i32.const 0) (i64.const 1)) (i64.store (i32.const 40000) (i64.const 1)) (call $source (i32.const 60000))`);
  expect(programPages).toEqual({ read: 2 * READ, write: WRITE, writeAfterRead: WRITE_AFTER_READ, load: 0 });
  expect(syscallPages).toEqual({ ...none, write: HOST_WRITE });
});

test('a syscall counts without the pages that it touches', () => {
  const cold = splitOf(sending(0));
  const warm = splitOf(`${sending(0)} ${sending(0)}`);
  expect(cold.syscallPages.read).toBe(HOST_READ);
  expect(syscall(warm, 'gr_send')).toEqual({
    name: 'gr_send',
    calls: 2,
    gas: 2 * (syscall(cold, 'gr_send')?.gas as number),
  });
  expect(warm.syscallPages).toEqual(cold.syscallPages);
});

test('memory that grows counts apart from the call that asks for it', () => {
  const [one, five] = [1, 5].map((pages) => splitOf(`(drop (call $alloc (i32.const ${pages})))`)) as [
    GasSplit,
    GasSplit,
  ];
  expect(one.growth).toBeGreaterThan(0);
  expect(five.growth).toBeGreaterThan(one.growth);
  expect(syscall(five, 'alloc')).toEqual(syscall(one, 'alloc'));
});

test('what a message with a delay sets aside is no part of it, whichever limit counts', () => {
  const now = syscall(splitOf(sending(0)), 'gr_send')?.gas as number;
  // Of several messages in a run the first is bound by its own limit, the next by what it has left of the run's.
  for (const delay of [1, 9_999_999]) {
    const { burns } = send(sending(delay), { count: 3 });
    expect(burns.map(({ split }) => syscall(split, 'gr_send')?.gas)).toEqual(
      Array(3).fill(now - SENDING + SENDING_LATER),
    );
  }
});

test('a syscall that ends the execution has its price, too', () => {
  const gas = (body: string, name: string) => syscall(splitOf(body), name)?.gas as number;
  expect(gas('(call $leave)', 'gr_leave')).toBeGreaterThan(0);
  // The fee for waiting; what is set aside for the time grows with it, and is not burnt.
  expect(gas('(call $wait_for (i32.const 5))', 'gr_wait_for')).toBeGreaterThan(300_000_000);
  expect(gas('(call $wait_for (i32.const 50))', 'gr_wait_for')).toBe(
    gas('(call $wait_for (i32.const 5))', 'gr_wait_for'),
  );
});

test('out of gas counts where it ran out', () => {
  const touchAll = `(local $page i32) (loop $next
    (i64.store (i32.shl (local.get $page) (i32.const 14)) (i64.const 1))
    (local.set $page (i32.add (local.get $page) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $page) (i32.const 128))))`;
  const { burns, outcomes } = send(touchAll, { balance: 0n });
  expect(outcomes[0]).toContain('Not enough gas');
  const { programPages } = (burns[0] as Burn).split;
  expect(Math.floor(programPages.write / WRITE)).toBeGreaterThan(60);
  // The last one took what was left.
  expect(programPages.write % WRITE).toBeGreaterThan(0);

  const endless = send('(loop (br 0))', { balance: 0n }).burns[0] as Burn;
  expect(endless.split.instructions).toBeGreaterThan(0.9 * endless.gas);
});

test('a run that is repeated in the interpreter counts once', () => {
  const [shallow, middle, deep] = [1_000, 2_000, 6_000].map((depth) =>
    splitOf(`(drop (call $down (i32.const ${depth}))) ${sending(0)}`),
  ) as [GasSplit, GasSplit, GasSplit];
  expect(deep.instructions - middle.instructions).toBe(4 * (middle.instructions - shallow.instructions));
  expect({ ...deep, instructions: 0 }).toEqual({ ...middle, instructions: 0 });
});
