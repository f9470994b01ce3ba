import { accesses, loadsOf, numerics, numericsOf, type ValueType } from './instructions.ts';
import { home } from './layout.ts';
import { localsOf, type Node, type Program, type ProgramFunction } from './program.ts';
import type { Random } from './random.ts';
import { type SyscallParameter, syscalls } from './syscalls.ts';

const gearPage = 16_384;
export const wasmPage = 65_536;
const edgeNumbers = [0, 1, 2, 7, 31, 32, 33, 255, 0x7f, 0x80, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, -1, -2];

/** Writes random values, addresses and what syscalls need, for one function of a program. */
export class OperandWriter {
  protected readonly random: Random;
  protected readonly program: Program;
  protected readonly function: ProgramFunction;
  protected readonly locals: ReturnType<typeof localsOf>;
  protected readonly home: number;

  constructor(random: Random, program: Program, fn: ProgramFunction) {
    this.random = random;
    this.program = program;
    this.function = fn;
    this.locals = localsOf(fn);
    const end = program.staticPages * wasmPage;
    this.home = (program.stackEnd ?? 0) < end ? (program.stackEnd ?? 0) : 0;
  }

  protected load(type: ValueType, depth: number): Node {
    return this.access(this.random.pick(loadsOf[type]), [depth > 0 ? this.address() : const32(this.place())]);
  }

  protected access(op: string, args: Node[]): Node {
    const random = this.random;
    const offset = random.weighted([
      [70, 0],
      [15, random.below(64)],
      [3, random.below(wasmPage)],
      [1, random.pick([0xffffffff, 0xfffffff8, 0x80000000])],
    ]);
    return { op, args, offset, align: random.between(0, accesses.get(op)?.naturalAlign ?? 0) };
  }

  protected syscall(name: string): Node {
    return { op: name, args: (syscalls.get(name) ?? []).map((parameter) => this.#argument(parameter)) };
  }

  #argument(parameter: SyscallParameter): Node {
    const random = this.random;
    const slot = (at: number) => const32(this.home + at);
    switch (parameter) {
      case 'id':
        if (random.chance(50)) return slot(random.chance(60) ? home.messageId : this.#actor());
        return this.address();
      case 'idWithValue':
        return random.chance(90) ? slot(this.#actor()) : this.address();
      case 'value':
        return random.chance(70) ? const32(-1) : random.chance(70) ? slot(home.value) : this.address();
      case 'buffer':
        return random.chance(50) ? slot(home.buffer) : this.address();
      case 'out':
      case 'error':
        return random.chance(70) ? slot(parameter === 'error' ? home.error : home.buffer) : this.address();
      case 'length':
        return random.chance(97)
          ? const32(random.pick([0, 1, 3, 32, 100, 1000, 4000, 4097, gearPage, gearPage + 1]))
          : random.chance(70)
            ? const32(wasmPage)
            : this.expression('i32', 1);
      case 'offset':
        return random.chance(80) ? const32(random.pick([0, 0, 1, 5, 100])) : this.constant('i32');
      case 'delay':
        return const32(
          random.weighted([
            [75, 0],
            [20, random.between(1, 12)],
            [2, 60_000],
            [1, -1],
          ]),
        );
      case 'duration':
        return const32(
          random.weighted([
            [3, 0],
            [80, random.between(1, 9)],
            [5, 100],
            [2, 70_000],
            [1, -1],
          ]),
        );
      case 'handle':
        return random.chance(90) ? const32(random.below(3)) : this.expression('i32', 1);
      case 'pages':
        return random.chance(80) ? const32(random.below(6)) : this.expression('i32', 1);
      case 'page':
        return random.chance(80)
          ? const32(this.program.staticPages + random.between(-1, 8))
          : this.expression('i32', 1);
      case 'version':
        return random.chance(90) ? const32(1) : this.constant('i32');
    }
  }

  #actor(): number {
    return home.actors.at + 48 * this.random.below(home.actors.count);
  }

  protected address(): Node {
    const random = this.random;
    const local = () => ({ op: 'get', n: random.pick(this.locals.i32), type: 'i32' as const });
    return random.weighted<() => Node>([
      [60, () => const32(this.place())],
      [10, () => ({ op: 'i32.and', args: [local(), const32(random.pick([0x3fff, 0xffff, 0x3ffff]))] })],
      [
        6,
        () => ({
          op: 'i32.add',
          args: [
            { op: 'i32.shl', args: [{ op: 'memory.size' }, const32(16)] },
            const32(random.chance(85) ? random.between(-24, -8) : random.between(-8, 3)),
          ],
        }),
      ],
      [1, () => this.expression('i32', 1)],
    ])();
  }

  /** An address that matters: around the borders of pages, of the stack and of the memory. */
  protected place(): number {
    const random = this.random;
    const { staticPages, stackEnd = 0 } = this.program;
    const end = staticPages * wasmPage;
    return random.weighted<() => number>([
      [45, () => random.below(staticPages * 4) * gearPage + this.nearBorder()],
      [10, () => end + random.between(-24, -8)],
      [2, () => end + random.between(-8, 3)],
      [6, () => stackEnd + random.between(-9, 9)],
      [20, () => this.home + random.below(0x1000)],
      [20, () => random.below(Math.max(end, 1))],
      [1, () => end + random.below(8) * wasmPage + this.nearBorder()],
      [1, () => random.pick(edgeNumbers)],
    ])();
  }

  protected nearBorder(): number {
    return this.random.chance(50) ? this.random.between(-9, 9) : this.random.below(gearPage);
  }

  protected expression(type: ValueType, depth: number): Node {
    const random = this.random;
    const { globals } = this.program;
    const fitting = globals.flatMap((global, index) => (global === type ? [index] : []));
    const deeper = depth > 0 ? 1 : 0;
    return random.weighted<() => Node>([
      [20, () => this.constant(type)],
      [30, () => ({ op: 'get', n: random.pick(this.locals[type]), type })],
      [fitting.length ? 5 : 0, () => ({ op: 'global.get', n: random.pick(fitting), type })],
      [20 * deeper, () => this.#numeric(type, depth)],
      [15 * deeper, () => this.load(type, depth - 1)],
      [
        3 * deeper,
        () => ({
          op: 'select',
          type,
          args: [this.expression(type, depth - 1), this.expression(type, depth - 1), this.expression('i32', depth - 1)],
        }),
      ],
      [type === 'i32' ? 1 : 0, () => ({ op: 'memory.size' })],
      [type === 'i32' ? deeper : 0, () => this.syscall(random.pick(['alloc', 'free', 'free_range']))],
    ])();
  }

  #numeric(type: ValueType, depth: number): Node {
    const random = this.random;
    // Most divisions of random numbers are by zero.
    let op = random.pick(numericsOf[type]);
    if (/div|rem/.test(op) && random.chance(80)) op = random.pick(numericsOf[type]);
    const parameters = numerics.get(op)?.parameters ?? [];
    return { op, args: parameters.map((parameter) => this.expression(parameter, depth - 1)) };
  }

  protected constant(type: ValueType): Node {
    const random = this.random;
    const edge = random.pick(edgeNumbers);
    if (type === 'i32') return const32(random.chance(60) ? edge : random.u32());
    const big = random.weighted<() => bigint>([
      [50, () => BigInt(edge)],
      [10, () => -(2n ** 63n)],
      [30, () => random.u64()],
    ])();
    return { op: 'const64', big: BigInt.asIntN(64, big).toString() };
  }
}

export function const32(n: number): Node {
  return { op: 'const32', n: n | 0 };
}
