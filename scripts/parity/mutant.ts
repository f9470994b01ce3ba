import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';
import { root } from '../node-path.mjs';
import { type BuiltProgram, randomCall, readBuiltPrograms } from './built-programs.ts';
import type { Case, CaseEvent } from './case.ts';
import { compileProgram } from './compile-program.ts';
import { mutateWasm } from './mutate-wasm.ts';
import { Random } from './random.ts';
import { randomProgram } from './random-program.ts';

/** A module that went through some random changes, and the calls for the case that it is still a program. */
export interface Mutant {
  title: string;
  wasm: Uint8Array;
  init: Hex;
  handle: Hex;
}

/** What mutants are made of, beside generated programs. */
export interface Bases {
  built: readonly BuiltProgram[];
  /** Wasm of the built programs and of the corpus, by name. */
  modules: ReadonlyMap<string, Uint8Array>;
}

export async function readBases(): Promise<Bases> {
  const built = await readBuiltPrograms();
  const folder = join(root, 'build/scenarios');
  const corpus = readdirSync(folder)
    .filter((file) => file.endsWith('.wasm') && file !== 'oversized.wasm')
    .sort()
    .map((file) => [file.replace('.wasm', ''), new Uint8Array(readFileSync(join(folder, file)))] as const);
  const examples = built.map(({ name, path }) => [name, new Uint8Array(readFileSync(path))] as const);
  return { built, modules: new Map([...corpus, ...examples]) };
}

/** Mutant `index` of a seed. `keep` says which of its changes are made; all when absent. */
export function mutant(seed: number, index: number, bases: Bases, keep?: readonly number[]): Mutant {
  const random = new Random(seed, index);
  const built = random.chance(20) ? random.pick(bases.built) : undefined;
  const base =
    built?.name ??
    random.weighted([
      [65, 'a generated program'],
      [30, random.pick(['probe', 'memory-instructions', 'after-out-of-gas'])],
      // Many of these are refused as they are.
      [5, random.pick([...bases.modules.keys()])],
    ]);
  let wasm = bases.modules.get(base) ?? compileProgram(randomProgram(random, [0x1000]));
  const init = built ? randomCall(random, built.constructors, []) : bytesToHex(random.bytes(random.below(20)));
  const handle = built ? randomCall(random, built.functions, []) : text(random.pick(probes));
  const changes = random.weighted([
    [60, 1],
    [25, 2],
    [15, random.between(3, 8)],
  ]);
  const gently = random.chance(45);
  for (let change = 0; change < changes; change++) {
    if (!keep || keep.includes(change)) wasm = mutateWasm(new Random(seed, index, change), wasm, gently);
  }
  const made = (keep ?? Array.from({ length: changes }, (_, change) => change)).join(', ');
  return { title: `--seed ${seed}, mutant ${index} of ${base}, changes ${made}`, wasm, init, handle };
}

/** For the corpus's `probe`; to other programs they are bytes. */
const probes = [
  'C',
  'w18000,4;r17fff,4;C',
  'a2;w40000,8;y10000,5,100',
  's64,0,0,10000,4;C',
  't3,19000',
  'q',
  'z',
  '\0\0',
];
const text = (characters: string) => bytesToHex(new TextEncoder().encode(characters));

/** Creates a program of each, calls its `init`, and in the next block its `handle`. */
export function mutantsCase(title: string, mutants: readonly Mutant[]): Case {
  const names = mutants.map((_, index) => `m${index}`);
  const message = (program: number, payload: Hex): CaseEvent => ({ type: 'message', program, source: 100, payload });
  const program = (index: number) => 0x1000 + index;
  return {
    title,
    codes: Object.fromEntries(mutants.map(({ wasm }, index) => [names[index], wasm])),
    blocks: [
      {
        height: 1,
        events: mutants.flatMap(({ init }, index) => [
          { type: 'create', program: program(index), code: names[index] as string },
          { type: 'topUp', program: program(index), value: '400000000000' },
          message(program(index), init),
        ]),
      },
      { height: 2, events: mutants.map(({ handle }, index) => message(program(index), handle)) },
    ],
  };
}
