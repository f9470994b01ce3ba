import type { Random } from './random.ts';
import { concat, Reader } from './wasm-items.ts';
import { signed, unsigned } from './wasm-writer.ts';

/**
 * Changes one function body: its locals or its instructions. `gently`: so that it most likely stays valid.
 * @throws RangeError for bodies beyond WASM 1
 */
export function mutateBody(random: Random, item: Uint8Array, gently = false): Uint8Array {
  const reader = new Reader(item);
  reader.number();
  const start = reader.at;
  for (let count = reader.number(); count > 0; count--) {
    reader.number();
    reader.byte();
  }
  let locals: ArrayLike<number> = item.subarray(start, reader.at);
  const instructions: ArrayLike<number>[] = [];
  while (reader.at < item.length) {
    const from = reader.at;
    skipInstruction(reader);
    instructions.push(item.subarray(from, reader.at));
  }
  const at = random.below(instructions.length);
  random.weighted<() => void>([
    [gently ? 10_000 : 0, () => instructions.splice(at, 0, harmless(random))],
    [40, () => instructions.splice(at, 0, snippet(random))],
    [15, () => instructions.splice(at, 1)],
    [10, () => instructions.splice(at, 0, instructions[random.below(instructions.length)] ?? [])],
    [10, () => ([instructions[at], instructions[at + 1]] = [instructions[at + 1] ?? [], instructions[at] ?? []])],
    [10, () => (instructions[at] = [random.below(0xd3), ...Array.from(instructions[at] ?? []).slice(1)])],
    [10, () => (instructions[at] = changeImmediate(random, instructions[at] ?? []))],
    [10, () => (locals = randomLocals(random))],
  ])();
  const body = concat([locals, ...instructions]);
  return concat([unsigned(body.length), body]);
}

function changeImmediate(random: Random, instruction: ArrayLike<number>): number[] {
  const [opcode = 0] = Array.from(instruction);
  return [
    opcode,
    ...unsigned(random.pick([0, 1, 2, 7, 100, 65_535, 2 ** 31, 2 ** 32 - 1])),
    ...Array.from(instruction).slice(2),
  ];
}

function randomLocals(random: Random): number[] {
  const types = [0x7f, 0x7e, 0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f];
  const groups = Array.from({ length: random.between(1, 3) }, () => [
    ...unsigned(random.pick([0, 1, 5, 100, 1000, 10_000, 49_990, 49_998, 50_000, 50_001, 2 ** 32 - 1])),
    random.pick(types.slice(0, random.chance(80) ? 4 : undefined)),
  ]);
  return [...unsigned(groups.length), ...groups.flat()];
}

const drop = 0x1a;
const blockOfNothing = [0x02, 0x40];

/** Instructions to put in somewhere. */
function snippet(random: Random): number[] {
  return random.chance(75) ? harmless(random) : foreign(random);
}

/** What most programs are still valid with. */
function harmless(random: Random): number[] {
  const address = () => [0x41, ...signed(random.pick([0, 4, 65_535, 131_068, -1]))];
  const load = () => {
    const [opcode, align] = random.pick(loads);
    return [...address(), opcode, random.between(0, align), ...anyIndex(random), drop];
  };
  const store = () => {
    const [opcode, align] = random.pick(stores);
    return [...address(), 0x42, 5, opcode, random.between(0, align), ...anyIndex(random)];
  };
  return random.pick<() => number[]>([
    () => [0x01],
    () => [0x00],
    () => [0x0f],
    () => [0x41, ...signed(random.u32() | 0), drop],
    () => [0x42, ...signed(BigInt.asIntN(64, random.u64())), random.pick([0xc2, 0xc3, 0xc4, 0x7a, 0xa7]), drop],
    () => [0x3f, 0, drop],
    load,
    load,
    store,
    store,
    () => [0x20, random.below(3), drop],
    () => [0x23, random.below(2), drop],
    () => [0x10, random.below(40)],
    () => [0x41, ...signed(random.below(5)), 0x11, 0, 0],
    () => [...blockOfNothing, 0x0b],
    () => [0x0c, 0],
    () => [0x41, 1, 0x0d, random.below(3)],
    () => nested(random.pick([3, 60, 3000])),
    () => [...blockOfNothing, 0x41, ...signed(random.below(4)), ...jumpTable(random.pick([0, 3, 500, 66_000])), 0x0b],
    () => [0x41, 0, 0x41, random.below(2), random.between(0x6d, 0x70), drop],
  ])();
}

const loads = [
  [0x28, 2],
  [0x29, 3],
  [0x2c, 0],
  [0x2f, 1],
  [0x30, 0],
  [0x35, 2],
] as const;
/** Of an i64. */
const stores = [
  [0x37, 3],
  [0x3c, 0],
  [0x3d, 1],
  [0x3e, 2],
] as const;

/** What does not fit where it is put, or belongs to WebAssembly after version 1. */
function foreign(random: Random): number[] {
  return random.pick<() => number[]>([
    () => [0x3f, random.pick([1, 0x80]), drop],
    () => [0x41, 0, 0x40, 0, drop],
    () => [0x43, 0, 0, 0, 0, drop],
    () => [0x41, 0, 0xb2, drop],
    () => [0x41, 0, random.between(0x28, 0x35), 5, 0, drop],
    () => [0x10, ...anyIndex(random)],
    () => [0x41, 0, 0x11, ...anyIndex(random), random.pick([0, 1])],
    () => [0x20, ...anyIndex(random), drop],
    () => [0x41, 7, 0x21, ...anyIndex(random)],
    () => [0x41, 7, 0x24, ...anyIndex(random)],
    () => [0x0c, ...anyIndex(random)],
    () => [0x02, ...anyIndex(random), 0x0b],
    () => [0x02, 0x7f, 0x41, 1, 0x0b, drop],
    () => [0x0b],
    () => [0x05],
    () => [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, random.below(20), 0, 0],
    () => [0x43, 0, 0, 0, 0, 0xfc, 0, drop],
    () => [0xd0, 0x70, drop],
    () => [0xd2, ...anyIndex(random), drop],
    () => [0x41, 0, 0x25, 0, drop],
    () => [0x12, ...anyIndex(random)],
    () => [0xfd, 0x0c, ...Array(16).fill(0), drop],
    () => [0xfe, 0x03, 0],
    () => [0x41, 1, 0x41, 2, 0x41, 0, 0x1c, 1, 0x7f, drop],
    () => [0x06, 0x40, 0x0b],
    () => [random.below(256)],
  ])();
}

function anyIndex(random: Random): number[] {
  return unsigned(
    random.weighted([
      [6, random.below(4)],
      [3, random.below(60)],
      [1, 2 ** 32 - 1],
    ]),
  );
}

function nested(depth: number): number[] {
  return [...Array.from({ length: depth }, () => blockOfNothing).flat(), ...Array<number>(depth).fill(0x0b)];
}

function jumpTable(targets: number): number[] {
  return [0x0e, ...unsigned(targets), ...Array<number>(targets).fill(0), 0];
}

/** Of WASM 1 and sign extension. */
function skipInstruction(reader: Reader): void {
  const opcode = reader.byte();
  if (opcode >= 0x45 && opcode <= 0xc4) return;
  if (opcode >= 0x28 && opcode <= 0x3e) {
    reader.number();
    reader.number();
    return;
  }
  switch (opcode) {
    case 0x00:
    case 0x01:
    case 0x05:
    case 0x0b:
    case 0x0f:
    case 0x1a:
    case 0x1b:
      return;
    case 0x0e:
      for (let count = reader.number(); count >= 0; count--) reader.number();
      return;
    case 0x11:
      reader.number();
      reader.number();
      return;
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0c:
    case 0x0d:
    case 0x10:
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x3f:
    case 0x40:
    case 0x41:
    case 0x42:
      reader.number();
      return;
    default:
      throw new RangeError(`The instruction ${opcode} is not known here`);
  }
}
