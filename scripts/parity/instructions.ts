/** The instructions that generated programs are made of. */
export type ValueType = 'i32' | 'i64';

/** An instruction without immediates. */
export interface Numeric {
  opcode: number;
  parameters: ValueType[];
  result: ValueType;
}

/** A load or store; its width is 2 ** `naturalAlign` bytes. */
export interface Access {
  opcode: number;
  type: ValueType;
  naturalAlign: number;
  isStore: boolean;
}

function run(first: number, names: string, parameters: ValueType[], result: ValueType): [string, Numeric][] {
  return names.split(' ').map((name, index) => [name, { opcode: first + index, parameters, result }]);
}

const comparisons = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const arithmetic = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const of = (type: ValueType, names: string) =>
  names
    .split(' ')
    .map((name) => `${type}.${name}`)
    .join(' ');

/** By name, e.g. `i32.add`. */
export const numerics: ReadonlyMap<string, Numeric> = new Map([
  ...run(0x45, 'i32.eqz', ['i32'], 'i32'),
  ...run(0x46, of('i32', comparisons), ['i32', 'i32'], 'i32'),
  ...run(0x50, 'i64.eqz', ['i64'], 'i32'),
  ...run(0x51, of('i64', comparisons), ['i64', 'i64'], 'i32'),
  ...run(0x67, of('i32', 'clz ctz popcnt'), ['i32'], 'i32'),
  ...run(0x6a, of('i32', arithmetic), ['i32', 'i32'], 'i32'),
  ...run(0x79, of('i64', 'clz ctz popcnt'), ['i64'], 'i64'),
  ...run(0x7c, of('i64', arithmetic), ['i64', 'i64'], 'i64'),
  ...run(0xa7, 'i32.wrap_i64', ['i64'], 'i32'),
  ...run(0xac, 'i64.extend_i32_s i64.extend_i32_u', ['i32'], 'i64'),
  ...run(0xc0, 'i32.extend8_s i32.extend16_s', ['i32'], 'i32'),
  ...run(0xc2, 'i64.extend8_s i64.extend16_s i64.extend32_s', ['i64'], 'i64'),
]);

function access(opcode: number, name: string, naturalAlign: number): [string, Access] {
  const type = name.startsWith('i32') ? 'i32' : 'i64';
  return [name, { opcode, type, naturalAlign, isStore: name.includes('store') }];
}

/** By name, e.g. `i64.load32_u`. */
export const accesses: ReadonlyMap<string, Access> = new Map([
  access(0x28, 'i32.load', 2),
  access(0x29, 'i64.load', 3),
  access(0x2c, 'i32.load8_s', 0),
  access(0x2d, 'i32.load8_u', 0),
  access(0x2e, 'i32.load16_s', 1),
  access(0x2f, 'i32.load16_u', 1),
  access(0x30, 'i64.load8_s', 0),
  access(0x31, 'i64.load8_u', 0),
  access(0x32, 'i64.load16_s', 1),
  access(0x33, 'i64.load16_u', 1),
  access(0x34, 'i64.load32_s', 2),
  access(0x35, 'i64.load32_u', 2),
  access(0x36, 'i32.store', 2),
  access(0x37, 'i64.store', 3),
  access(0x3a, 'i32.store8', 0),
  access(0x3b, 'i32.store16', 1),
  access(0x3c, 'i64.store8', 0),
  access(0x3d, 'i64.store16', 1),
  access(0x3e, 'i64.store32', 2),
]);

const namesWhere = <T>(map: ReadonlyMap<string, T>, fits: (item: T) => boolean) =>
  [...map].filter(([, item]) => fits(item)).map(([name]) => name);

export const numericsOf = {
  i32: namesWhere(numerics, ({ result }) => result === 'i32'),
  i64: namesWhere(numerics, ({ result }) => result === 'i64'),
};
export const loadsOf = {
  i32: namesWhere(accesses, ({ isStore, type }) => !isStore && type === 'i32'),
  i64: namesWhere(accesses, ({ isStore, type }) => !isStore && type === 'i64'),
};
export const stores = namesWhere(accesses, ({ isStore }) => isStore);
