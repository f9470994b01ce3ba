import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { expect, test } from 'vitest';
import { bytesToHex } from '../../src/shared/hex.ts';
import { root } from '../node-path.mjs';
import { compileProgram } from './compile-program.ts';
import { mutant, readBases } from './mutant.ts';
import { Random } from './random.ts';
import { randomProgram } from './random-program.ts';
import { processRunner } from './runners.ts';
import { syscalls } from './syscalls.ts';
import { joinModule, splitModule } from './wasm-items.ts';

const programs = Array.from({ length: 300 }, (_, index) =>
  compileProgram(randomProgram(new Random(3, index), [0x1000])),
);

test('every generated program is valid WebAssembly', () => {
  for (const wasm of programs) expect(WebAssembly.validate(wasm)).toBe(true);
});

test('generated programs import every syscall there is', () => {
  const imported = new Set(
    programs.flatMap((wasm) => WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name)),
  );
  expect([...syscalls.keys()].filter((name) => !imported.has(name))).toEqual([]);
});

test('a seed means the same programs on every machine', () => {
  const random = new Random(1, 2);
  expect([random.u32(), random.below(1000), random.between(5, 9), random.chance(50)]).toEqual([
    1480813155,
    98,
    5,
    true,
  ]);
  expect(bytesToHex(sha256(programs[0] as Uint8Array))).toBe(
    '0x299eb62cbf9b24a319b96d1756674144eef215741fa12b1d9071200b8ef7faee',
  );
});

test('a module that is taken apart and put together is the same', () => {
  for (const wasm of programs.slice(0, 50)) expect(joinModule(splitModule(wasm) ?? [])).toEqual(new Uint8Array(wasm));
  // Its lengths are written with more bytes than they need.
  const assembled = new Uint8Array(readFileSync(join(root, 'build/scenarios/probe.wasm')));
  expect(WebAssembly.validate(joinModule(splitModule(assembled) ?? []) as BufferSource)).toBe(true);
});

test('mutants differ from their base, depend on nothing but their numbers, and can be made of fewer changes', async () => {
  const bases = await readBases();
  const mutants = Array.from({ length: 100 }, (_, index) => mutant(5, index, bases));
  expect(mutants.map(({ wasm }) => wasm)).toEqual(mutants.map((_, index) => mutant(5, index, bases).wasm));
  const changed = mutants.filter(
    ({ wasm }, index) => bytesToHex(wasm) !== bytesToHex(mutant(5, index, bases, []).wasm),
  );
  expect(changed.length).toBeGreaterThan(90);
});

test('a scenario that ends its runner, or never ends, does not hide the others', async () => {
  const script = `for (const file of process.argv.slice(1)) {
    if (file === 'crash') process.exit(3);
    if (file === 'hang') { setInterval(() => {}, 1000); break; }
    console.log(file);
  }`;
  const runner = processRunner('a runner', process.execPath, ['-e', script], 1500);
  const outcomes = await runner.run(['one', 'crash', 'two', 'hang', 'three']);
  expect(outcomes.map((outcome) => ('text' in outcome ? outcome.text : 'failed'))).toEqual([
    'one',
    'failed',
    'two',
    'failed',
    'three',
  ]);
  expect(outcomes[1]).toMatchObject({ error: expect.stringContaining('code 3') });
  expect(outcomes[3]).toMatchObject({ error: expect.stringContaining('gave nothing') });
});
