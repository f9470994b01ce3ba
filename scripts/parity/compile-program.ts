import { hexToBytes } from '../../src/shared/hex.ts';
import { accesses, numerics } from './instructions.ts';
import { type FunctionKind, localsOf, type Node, type Program, type ProgramFunction, signatures } from './program.ts';
import { syscalls, systemCalls } from './syscalls.ts';
import {
  byteVector,
  functionType,
  header,
  i32,
  i64,
  name,
  section,
  sectionIds,
  signed,
  unsigned,
  vector,
} from './wasm-writer.ts';

const end = 0x0b;
const noResult = 0x40;
const typeByte = { i32, i64 };
const kinds: FunctionKind[] = ['entry', 'inner', 'wide'];

/** Wasm of a generated program. */
export function compileProgram(program: Program): Uint8Array<ArrayBuffer> {
  const called = [...calledSyscalls(program)];
  const compiler = new FunctionCompiler(new Map(called.map((syscall, index) => [syscall, index])));
  const types = [
    ...kinds.map((kind) => {
      const { parameters, result } = signatures[kind];
      return functionType(
        parameters.map((type) => typeByte[type]),
        result ? [typeByte[result]] : [],
      );
    }),
    ...called.map((syscall) =>
      functionType(
        (syscalls.get(syscall) ?? []).map(() => i32),
        systemCalls.includes(syscall) ? [i32] : [],
      ),
    ),
  ];
  const memoryLimits =
    program.memoryLimit === undefined
      ? [0, ...unsigned(program.staticPages)]
      : [1, ...unsigned(program.staticPages), ...unsigned(program.memoryLimit)];
  const imports = [
    [...name('env'), ...name('memory'), 2, ...memoryLimits],
    ...called.map((syscall, index) => [...name('env'), ...name(syscall), 0, ...unsigned(kinds.length + index)]),
  ];
  const globals = program.globals.map((type) => [typeByte[type], 1, type === 'i32' ? 0x41 : 0x42, 0, end]);
  const exports = program.exports.map((entry) => [...name(entry.name), 0, ...unsigned(called.length + entry.function)]);
  if (program.stackEnd !== undefined) {
    exports.push([...name('__gear_stack_end'), 3, ...unsigned(globals.length)]);
    globals.push([i32, 0, 0x41, ...signed(program.stackEnd), end]);
  }
  const elements = program.table.flatMap((target, slot) =>
    target < 0 ? [] : [[0, 0x41, ...signed(slot), end, 1, ...unsigned(called.length + target)]],
  );
  const data = program.data.map(({ at, bytes }) => [0, 0x41, ...signed(at | 0), end, ...byteVector(hexToBytes(bytes))]);
  return Uint8Array.from([
    ...header,
    ...section(sectionIds.type, vector(types)),
    ...section(sectionIds.import, vector(imports)),
    ...section(sectionIds.function, vector(program.functions.map(({ kind }) => unsigned(kinds.indexOf(kind))))),
    ...(program.table.length ? section(sectionIds.table, vector([[0x70, 0, ...unsigned(program.table.length)]])) : []),
    ...(globals.length ? section(sectionIds.global, vector(globals)) : []),
    ...section(sectionIds.export, vector(exports)),
    ...(elements.length ? section(sectionIds.element, vector(elements)) : []),
    ...section(sectionIds.code, vector(program.functions.map((fn) => byteVector(compiler.compile(fn))))),
    ...(data.length ? section(sectionIds.data, vector(data)) : []),
  ]);
}

function calledSyscalls(program: Program): Set<string> {
  const called = new Set<string>();
  const visit = (node: Node) => {
    if (syscalls.has(node.op)) called.add(node.op);
    node.args?.forEach(visit);
    node.bodies?.flat().forEach(visit);
  };
  for (const { body } of program.functions) body.forEach(visit);
  return called;
}

class FunctionCompiler {
  readonly #imports: ReadonlyMap<string, number>;

  constructor(imports: ReadonlyMap<string, number>) {
    this.#imports = imports;
  }

  compile(fn: ProgramFunction): number[] {
    const { declarations, result } = localsOf(fn);
    const type = signatures[fn.kind].result;
    return [
      ...vector(declarations.map(([count, local]) => [...unsigned(count), typeByte[local]])),
      ...this.#all(fn.body),
      ...(type ? [0x20, ...unsigned(result[type])] : []),
      end,
    ];
  }

  #all(nodes: readonly Node[] = []): number[] {
    return nodes.flatMap((node) => this.#emit(node));
  }

  #emit(node: Node): number[] {
    const { op, n = 0, args = [], bodies = [] } = node;
    const operands = this.#all(args);
    const numeric = numerics.get(op);
    if (numeric) return [...operands, numeric.opcode];
    const access = accesses.get(op);
    if (access) return [...operands, access.opcode, ...unsigned(node.align ?? 0), ...unsigned(node.offset ?? 0)];
    const imported = this.#imports.get(op);
    if (imported !== undefined) return [...operands, 0x10, ...unsigned(imported)];
    switch (op) {
      case 'const32':
        return [0x41, ...signed(n | 0)];
      case 'const64':
        return [0x42, ...signed(BigInt.asIntN(64, BigInt(node.big ?? 0)))];
      case 'get':
        return [0x20, ...unsigned(n)];
      case 'set':
        return [...operands, 0x21, ...unsigned(n)];
      case 'global.get':
        return [0x23, ...unsigned(n)];
      case 'global.set':
        return [...operands, 0x24, ...unsigned(n)];
      case 'drop':
        return [...operands, 0x1a];
      case 'select':
        return [...operands, 0x1b];
      case 'call':
        return [...operands, 0x10, ...unsigned(this.#imports.size + n)];
      case 'call_indirect':
        return [...operands, 0x11, ...unsigned(kinds.indexOf(node.kind ?? 'entry')), 0];
      case 'memory.size':
        return [0x3f, 0];
      case 'nop':
        return [0x01];
      case 'unreachable':
        return [0x00];
      case 'return':
        return [...operands, 0x0f];
      case 'if':
        return [...operands, 0x04, noResult, ...this.#all(bodies[0]), 0x05, ...this.#all(bodies[1]), end];
      case 'block':
        return [0x02, noResult, ...operands, 0x0d, 0, ...this.#all(bodies[0]), end];
      case 'forever':
        return [0x03, noResult, ...this.#all(bodies[0]), 0x0c, 0, end];
      case 'loop':
        return this.#loop(node);
      case 'switch':
        return this.#switch(operands, bodies);
      default:
        throw new RangeError(`No instruction is called ${op}`);
    }
  }

  #loop({ n = 0, local = 0, bodies = [] }: Node): number[] {
    const counter = unsigned(local);
    const countDown = [0x20, ...counter, 0x41, 0x7f, 0x6a, 0x22, ...counter, 0x0d, 0];
    return [0x41, ...signed(n), 0x21, ...counter, 0x03, noResult, ...this.#all(bodies[0]), ...countDown, end];
  }

  /** Blocks within blocks, one a body and one around them all: a body begins where the block of its number ends. */
  #switch(operands: number[], bodies: Node[][]): number[] {
    const depth = bodies.length;
    const labels = vector(Array.from({ length: Math.max(0, depth - 1) }, (_, index) => unsigned(index)));
    const start = Array.from({ length: depth + 1 }, () => [0x02, noResult]).flat();
    const branch = [...operands, 0x0e, ...labels, ...unsigned(Math.max(0, depth - 1))];
    const parts = bodies.flatMap((body, index) => [end, ...this.#all(body), 0x0c, ...unsigned(depth - 1 - index)]);
    return [...start, ...branch, ...parts, end];
  }
}
