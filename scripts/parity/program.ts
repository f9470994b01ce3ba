import type { ValueType } from './instructions.ts';

/** A generated program as a tree that can be made smaller piece by piece and stays valid. `compile-program.ts` makes Wasm of it. */
export interface Program {
  /** Wasm pages that exist from the start. */
  staticPages: number;
  /** Upper limit that the import of the memory names. */
  memoryLimit?: number;
  /** `__gear_stack_end`, bytes */
  stackEnd?: number;
  /** `bytes` in hexadecimal. */
  data: { at: number; bytes: string }[];
  /** Function of each slot, -1 for none. */
  table: number[];
  globals: ValueType[];
  functions: ProgramFunction[];
  exports: { name: string; function: number }[];
}

export interface ProgramFunction {
  kind: FunctionKind;
  /** Locals beyond those that every function of its kind has. */
  extra: { i32: number; i64: number };
  body: Node[];
}

/** `entry` is `() → ()`, `inner` is `(i32, i64) → i32`, `wide` is `(i64 × 6, i32 × 6) → i64`. */
export type FunctionKind = 'entry' | 'inner' | 'wide';

/**
 * An instruction with the nodes that make its operands. `op` is a name of `instructions.ts` or `syscalls.ts`, or:
 *
 * | op | meaning |
 * |---|---|
 * | `const32` n, `const64` big | a constant |
 * | `get` n, `set` n, `global.get` n, `global.set` n, `drop`, `select` | as in Wasm |
 * | `call` n, `call_indirect` kind | a function; the last operand of the indirect one is the slot |
 * | `memory.size`, `nop`, `unreachable` | as in Wasm |
 * | `return` | with what the function gives |
 * | `if` | bodies: then, else |
 * | `block` | leaves its body's block at the start if the operand is not 0 |
 * | `loop` n | runs its body n times; `local` counts |
 * | `forever` | runs its body without end |
 * | `switch` | one of the bodies, by the operand; the last is the default |
 */
export interface Node {
  op: string;
  n?: number;
  big?: string;
  local?: number;
  kind?: FunctionKind;
  /** Of the value that `get`, `global.get`, `select` or a call gives. */
  type?: ValueType;
  /** Offset and alignment of an access. */
  offset?: number;
  align?: number;
  args?: Node[];
  bodies?: Node[][];
}

export const signatures: Record<FunctionKind, { parameters: ValueType[]; result?: ValueType }> = {
  entry: { parameters: [] },
  inner: { parameters: ['i32', 'i64'], result: 'i32' },
  wide: { parameters: [...Array(6).fill('i64'), ...Array(6).fill('i32')], result: 'i64' },
};

/** How many loops with a count can be nested. */
export const counters = 3;

/** Indices of a function's locals: those to work with, and those that count loops. */
export function localsOf({ kind, extra }: Pick<ProgramFunction, 'kind' | 'extra'>) {
  const { parameters } = signatures[kind];
  const first = parameters.length;
  const own = { i32: 3, i64: 2 };
  const range = (start: number, count: number) => Array.from({ length: count }, (_, index) => start + index);
  const parametersOf = (type: ValueType) => range(0, first).filter((index) => parameters[index] === type);
  const afterCounters = first + own.i32 + counters;
  const extraStart = afterCounters + own.i64;
  return {
    i32: [...parametersOf('i32'), ...range(first, own.i32), ...range(extraStart, extra.i32)],
    counters: range(first + own.i32, counters),
    i64: [...parametersOf('i64'), ...range(afterCounters, own.i64), ...range(extraStart + extra.i32, extra.i64)],
    /** Number and type of the locals that are no parameters, in order. */
    declarations: [
      [own.i32 + counters, 'i32'],
      [own.i64, 'i64'],
      [extra.i32, 'i32'],
      [extra.i64, 'i64'],
    ] as [number, ValueType][],
    /** What the function gives when it runs to its end. */
    result: { i32: first, i64: afterCounters },
  };
}
