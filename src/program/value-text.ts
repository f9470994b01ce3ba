import type { IdlEvent, IdlField, IdlFunction, IdlType } from './idl.ts';
import { isRecord, type Value } from './value.ts';

/** A value in one line, e.g. `{ to: 0x12ab…9f00, amount: Some(1,000) }`; cut at `maxLength` with an ellipsis. */
export function valueText(type: IdlType, value: Value, maxLength = 200): string {
  return cut(write(type, value, { left: maxLength }), maxLength);
}

/** E.g. `Add(5)`. */
export function callText(fn: IdlFunction, args: readonly Value[], maxLength = 200): string {
  return cut(`${fn.name}(${list(fn.params, args, { left: maxLength })})`, maxLength);
}

/** E.g. `Added(5)`, `Moved { x: 1, y: 2 }`. */
export function eventText(event: IdlEvent, values: readonly Value[], maxLength = 200): string {
  return cut(`${event.name}${body(event.fields, values, { left: maxLength })}`, maxLength);
}

/** A scalar as a person reads it: grouped digits, hashes shortened in the middle. */
export function scalarText(type: IdlType, value: Value): string {
  if (typeof value === 'bigint' || typeof value === 'number') {
    return value
      .toString()
      .replace('-', '−')
      .replace(/\B(?=(\d{3})+$)/g, ',');
  }
  if (typeof value !== 'string') return value === null ? '()' : String(value);
  if (type.kind === 'primitive' && (type.name === 'String' || type.name === 'char')) return JSON.stringify(value);
  return shortHex(idText(type, value));
}

/** On ethexe an actor is an Ethereum address; the 12 zero bytes before it say nothing. */
export function idText(type: IdlType, hex: string): string {
  const isActor = type.kind === 'primitive' && type.name === 'ActorId';
  return isActor && /^0x0{24}(?!0{40}$)/.test(hex) ? `0x${hex.slice(26)}` : hex;
}

/** `0x12ab34cd…9f00`, whole when it is no longer than an address. */
export function shortHex(hex: string): string {
  return hex.length <= 20 ? hex : `${hex.slice(0, 8)}…${hex.slice(-4)}`;
}

/** Writing ends when as much is written as will be shown: values may be large. */
interface Budget {
  left: number;
}

function write(type: IdlType, value: Value, budget: Budget): string {
  if (budget.left <= 0) return '…';
  switch (type.kind) {
    case 'vec':
    case 'array':
      return `[${items(Array.isArray(value) ? value : [], () => type.item, budget)}]`;
    case 'tuple':
      return `(${items(Array.isArray(value) ? value : [], (index) => type.items[index] as IdlType, budget)})`;
    case 'option':
      return isRecord(value) ? `Some(${write(type.item, value.some as Value, budget)})` : 'None';
    case 'result':
      if (isRecord(value) && 'ok' in value) return `Ok(${write(type.ok, value.ok as Value, budget)})`;
      return `Err(${isRecord(value) ? write(type.error, value.error as Value, budget) : ''})`;
    case 'struct':
      return type.fields.length === 0 ? type.name : body(type.fields, membersOf(type.fields, value), budget).trim();
    case 'enum': {
      const name = isRecord(value) ? String(value.variant) : '';
      const variant = type.variants.find((candidate) => candidate.name === name);
      if (!variant || !isRecord(value)) return name;
      return `${name}${body(variant.fields, membersOf(variant.fields, value.value as Value), budget)}`;
    }
    default: {
      const text = scalarText(type, value);
      budget.left -= text.length;
      return text;
    }
  }
}

/** The values of fields, in order, out of a struct's value. */
export function membersOf(fields: readonly IdlField[], value: Value): Value[] {
  if (fields[0]?.name) return fields.map((field) => (isRecord(value) ? (value[field.name] as Value) : null));
  if (fields.length === 1) return [value];
  return Array.isArray(value) ? value : [];
}

function body(fields: readonly IdlField[], values: readonly Value[], budget: Budget): string {
  if (fields.length === 0) return '';
  return fields[0]?.name ? ` { ${list(fields, values, budget, true)} }` : `(${list(fields, values, budget)})`;
}

function list(fields: readonly IdlField[], values: readonly Value[], budget: Budget, named = false): string {
  const one = (field: IdlField, index: number) => {
    const text = write(field.type, values[index] as Value, budget);
    return named ? `${field.name}: ${text}` : text;
  };
  return fields.map(one).join(', ');
}

function items(values: readonly Value[], typeOf: (index: number) => IdlType, budget: Budget): string {
  const shown: string[] = [];
  for (const [index, value] of values.entries()) {
    if (budget.left <= 0) return [...shown, '…'].join(', ');
    shown.push(write(typeOf(index), value, budget));
    budget.left -= 2;
  }
  return shown.join(', ');
}

function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
