import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { BlockEvent, Engine, GasSplit, QueueRunOutput } from '../../src/engine/engine.ts';
import { engineModule } from '../../src/executor/fixtures/engine-module.ts';
import { parseScenario } from '../../src/executor/scenario.ts';
import { gasOf } from '../../src/ledger/gas-split.ts';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';
import { root } from '../node-path.mjs';
import { randomCall, readBuiltPrograms } from '../parity/built-programs.ts';
import { actorBytes } from '../parity/layout.ts';
import { Random } from '../parity/random.ts';

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await engineModule();
});

/** A chain of its own, in this thread. */
function newEngine(): Engine {
  const blobs = new Map<Hex, Uint8Array>();
  return createEngine(module, { read: (hash) => blobs.get(hash), write: (hash, bytes) => void blobs.set(hash, bytes) });
}

interface BlockToRun {
  height: number;
  timestamp: number;
  gasAllowance?: number | string;
  events: BlockEvent[];
}

/** Runs a block. @returns its queue runs */
function run(engine: Engine, block: BlockToRun): QueueRunOutput[] {
  engine.beginBlock({ ...block, states: 'none' });
  const runs: QueueRunOutput[] = [];
  for (let chunk = engine.nextChunk(); chunk; chunk = engine.nextChunk()) {
    const outputs = chunk.items.map((item) => engine.runQueue(item));
    engine.applyChunk(outputs);
    runs.push(...outputs);
  }
  engine.finishBlock();
  return runs;
}

/** Splits that are no split of what was burnt. */
function faults({ burns, splits }: QueueRunOutput): string[] {
  if (burns.length !== splits.length) return [`${burns.length} burns, ${splits.length} splits`];
  return splits.flatMap((split, index) => {
    const { gas } = burns[index] as { gas: number };
    const isSplit = gasOf(split) === gas && numbersOf(split).every((part) => Number.isSafeInteger(part) && part >= 0);
    return isSplit ? [] : [`${gas} gas ≠ ${gasOf(split)} of ${JSON.stringify(split)}`];
  });
}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

const folder = join(root, 'engine/scenarios');
const scenarios = readdirSync(folder).filter((name) => name.endsWith('.json'));

test.each(scenarios)('the parts of every message add up to its gas: %s', (name) => {
  const file = join(folder, name);
  const scenario = parseScenario(readFileSync(file, 'utf8'));
  const engine = newEngine();
  const codeIds = new Map(
    scenario.codes.map(({ name, path }) => {
      const wasm = new Uint8Array(readFileSync(resolve(dirname(file), path)));
      return [name, engine.addCode(wasm).codeId];
    }),
  );
  for (const { events, ...block } of scenario.blocks) {
    const ofEngine = events.map((event): BlockEvent => {
      if (event.type !== 'create') return event;
      return { type: 'create', program: event.program, codeId: codeIds.get(event.code) as Hex };
    });
    expect(run(engine, { ...block, events: ofEngine }).flatMap(faults)).toEqual([]);
  }
});

test('… and so they do for calls of every function of the example programs', async () => {
  const random = new Random(1);
  const parts = new Set<keyof GasSplit>();
  for (const [index, { path, constructors, functions }] of (await readBuiltPrograms()).entries()) {
    const engine = newEngine();
    const program = bytesToHex(actorBytes(0x1000 + index, 0n).subarray(0, 32));
    const source = bytesToHex(actorBytes(100, 0n).subarray(0, 32));
    const { codeId } = engine.addCode(new Uint8Array(readFileSync(path)));
    let sent = 0;
    const message = (payload: Hex): BlockEvent => {
      const id = bytesToHex(new Uint8Array(32).fill(++sent));
      return { type: 'message', program, id, source, payload, value: '0', callReply: false };
    };
    const calls = (functions.length ? functions : [undefined, undefined]).flatMap((fn) =>
      [1, 2, 3].map(() => message(randomCall(random, fn ? [fn] : [], [0x1000 + index]))),
    );
    const blocks: BlockEvent[][] = [
      [
        { type: 'create', program, codeId },
        { type: 'topUp', program, value: '100000000000000' },
        message(randomCall(random, constructors, [0x1000 + index])),
      ],
      calls,
    ];
    blocks.forEach((events, at) => {
      const runs = run(engine, { height: at + 1, timestamp: 12 * (at + 1), events });
      expect(runs.flatMap(faults), path).toEqual([]);
      for (const split of runs.flatMap(({ splits }) => splits)) {
        for (const part of Object.keys(split) as (keyof GasSplit)[]) {
          if (numbersOf(split[part]).some((gas) => gas > 0)) parts.add(part);
        }
      }
    });
  }
  // Their syscalls touch the stack and pages that the program had touched before.
  expect([...parts].sort()).toEqual(['growth', 'instructions', 'loading', 'programPages', 'syscalls']);
});
