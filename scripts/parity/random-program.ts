import { bytesToHex } from '../../src/shared/hex.ts';
import { actorBytes, home, userIds } from './layout.ts';
import type { FunctionKind, Node, Program, ProgramFunction } from './program.ts';
import type { Random } from './random.ts';
import { CodeWriter } from './random-code.ts';

const wasmPage = 65_536;

/**
 * A random program. `handle` and `init` read the payload and run the action that its first byte names; actions are random code. `actors`: the
 * programs and accounts that it may know.
 */
export function randomProgram(random: Random, actors: readonly number[]): Program {
  // Not 0: see docs/fidelity.md.
  const staticPages = random.weighted([
    [20, 1],
    [30, 2],
    [30, random.between(3, 6)],
    [3, random.between(7, 300)],
  ]);
  const stackPages = random.chance(45) ? undefined : random.chance(10) ? staticPages : random.below(staticPages);
  const program: Program = {
    staticPages,
    ...(stackPages !== undefined && { stackEnd: stackPages * wasmPage }),
    data: [],
    table: [],
    globals: Array.from({ length: random.below(4) }, () => (random.chance(60) ? 'i32' : 'i64')),
    functions: [],
    exports: [],
  };
  if (random.chance(1)) program.memoryLimit = random.chance(50) ? 65_536 : staticPages + 1;
  program.data = randomData(random, program, actors);

  const actions = random.between(1, 5);
  const helpers = random.between(0, 4);
  // Entries first: init, handle, handle_reply; then the actions, then what all may call.
  const kinds: FunctionKind[] = [
    'entry',
    'entry',
    'entry',
    ...Array<FunctionKind>(actions).fill('inner'),
    ...Array.from({ length: helpers }, () => random.pick<FunctionKind>(['inner', 'inner', 'wide', 'entry'])),
  ];
  program.table = randomTable(random, kinds.length);
  const shells: ProgramFunction[] = kinds.map((kind) => ({ kind, extra: randomExtra(random), body: [] }));
  program.functions = shells;
  shells.forEach((fn, index) => {
    const code = new CodeWriter(random, program, fn);
    const isAction = index >= 3 && index < 3 + actions;
    if (index < 2) fn.body = [...code.readPayload(), ...code.dispatch(3, actions), ...code.maybeReply()];
    else if (index >= 3 + actions && fn.kind === 'inner' && random.chance(40)) fn.body = code.recursive(index);
    else fn.body = code.statements(isAction ? random.between(1, 9) : random.between(1, 5));
  });
  // Most constructors should succeed, or nothing else of the program would be seen.
  if (random.chance(80))
    shells[0] = { kind: 'entry', extra: { i32: 0, i64: 0 }, body: gentleInit(random, program, shells) };
  program.exports = randomExports(random);
  return program;
}

function gentleInit(random: Random, program: Program, [entry]: ProgramFunction[]): Node[] {
  const code = new CodeWriter(random, program, { ...(entry as ProgramFunction), extra: { i32: 0, i64: 0 } });
  return random.chance(50) ? [] : code.gentleStatements(random.between(1, 4));
}

function randomExtra(random: Random): ProgramFunction['extra'] {
  if (random.chance(85)) return { i32: 0, i64: 0 };
  const most = random.pick([4, 40, 400]);
  return { i32: random.below(most), i64: random.below(most) };
}

function randomTable(random: Random, functions: number): number[] {
  if (random.chance(25)) return [];
  return Array.from({ length: random.between(1, 6) }, () => (random.chance(25) ? -1 : random.below(functions)));
}

function randomExports(random: Random): Program['exports'] {
  const exports = [];
  if (random.chance(97)) exports.push({ name: 'init', function: 0 });
  if (random.chance(97)) exports.push({ name: 'handle', function: 1 });
  if (random.chance(60)) exports.push({ name: 'handle_reply', function: 2 });
  if (random.chance(10)) exports.push({ name: random.pick(['handle_signal', 'state', 'metahash']), function: 2 });
  // Nothing that a message could reach: refused.
  return exports.length ? exports : [{ name: 'state', function: 0 }];
}

function randomData(random: Random, program: Program, actors: readonly number[]): Program['data'] {
  const start = program.stackEnd ?? 0;
  const end = program.staticPages * wasmPage;
  const data: Program['data'] = [];
  const add = (at: number, bytes: Uint8Array) => {
    if (at + bytes.length <= end) data.push({ at, bytes: bytesToHex(bytes) });
  };
  if (start < end) {
    const known = [...actors, ...userIds];
    const slots = Array.from({ length: home.actors.count }, () =>
      actorBytes(random.pick(known), random.chance(70) ? 0n : random.u64() >> BigInt(random.between(0, 63))),
    );
    if (random.chance(85)) {
      for (const [index, bytes] of slots.entries()) add(start + home.actors.at + 48 * index, bytes);
    }
    for (let count = random.below(5); count > 0; count--) {
      const border = start + 16_384 * random.below((end - start) / 16_384);
      add(random.chance(50) ? Math.max(start, border - random.below(20)) : border, random.bytes(random.between(1, 40)));
    }
    if (random.chance(20)) add(end - 8, random.bytes(8));
  }
  // Beyond the memory, or in the stack: refused.
  if (random.chance(1)) data.push({ at: end - random.below(3), bytes: '0x010203' });
  if (random.chance(1) && start > 0) data.push({ at: random.below(start), bytes: '0x01' });
  return data;
}
