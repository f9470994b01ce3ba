import type { IdlField, IdlFunction, IdlType } from './idl.ts';

/** A type as the IDL writes it, e.g. `Option<(u32, [String])>`. */
export function typeText(type: IdlType): string {
  switch (type.kind) {
    case 'primitive':
      return type.nonZero ? `NonZero${type.name.charAt(0).toUpperCase()}${type.name.slice(1)}` : type.name;
    case 'bytes':
      return type.length === undefined ? '[u8]' : `[u8; ${type.length}]`;
    case 'vec':
      return `[${typeText(type.item)}]`;
    case 'array':
      return `[${typeText(type.item)}; ${type.length}]`;
    case 'tuple':
      return `(${type.items.map(typeText).join(', ')})`;
    case 'option':
      return `Option<${typeText(type.item)}>`;
    case 'result':
      return `Result<${typeText(type.ok)}, ${typeText(type.error)}>`;
    case 'struct':
    case 'enum':
      return type.name;
  }
}

/** A function's head, e.g. `Add(value: u32) -> u32`. */
export function functionText(fn: IdlFunction): string {
  const output = isUnit(fn.output) ? '' : ` -> ${typeText(fn.output)}`;
  const throws = fn.throws ? ` throws ${typeText(fn.throws)}` : '';
  return `${fn.name}(${fn.params.map(fieldText).join(', ')})${output}${throws}`;
}

function fieldText(field: IdlField): string {
  return field.name ? `${field.name}: ${typeText(field.type)}` : typeText(field.type);
}

export function isUnit(type: IdlType): boolean {
  return type.kind === 'primitive' && type.name === '()';
}
