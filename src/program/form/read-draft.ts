import type { IdlField, IdlType } from '../idl.ts';
import { parseValue } from '../parse-value.ts';
import type { Value } from '../value.ts';
import { type CallDraft, type Draft, variantsOf } from './draft.ts';

/** Messages by the field's id, which is the way to it through the draft: indexes, and row keys in lists. */
export type Issues = ReadonlyMap<string, string>;

export interface ReadDraft<T> {
  /** Meaningless while there are issues. */
  value: T;
  issues: Issues;
}

/** The values that a form's fields stand for; see {@link Value} for their shapes. */
export function readCallDraft(params: readonly IdlField[], drafts: CallDraft): ReadDraft<Value[]> {
  const issues = new Map<string, string>();
  const value = params.map((param, index) => read(param.type, drafts[index], partId('', index), issues));
  return { value, issues };
}

export function readDraft(type: IdlType, draft: Draft): ReadDraft<Value> {
  const issues = new Map<string, string>();
  return { value: read(type, draft, 'value', issues), issues };
}

/** The id of a part of the field `id`. */
export function partId(id: string, part: number | string): string {
  return id === '' ? `${part}` : `${id}.${part}`;
}

function read(type: IdlType, draft: Draft | null | undefined, id: string, issues: Map<string, string>): Value {
  switch (type.kind) {
    case 'primitive':
    case 'bytes': {
      if (draft?.kind === 'unit') return null;
      if (draft?.kind === 'bool') return draft.checked;
      const result = parseValue(type, draft?.kind === 'text' ? draft.text : '');
      if (result.status === 'ok') return result.value;
      issues.set(id, result.message);
      return null;
    }
    case 'vec':
    case 'array': {
      const rows = draft?.kind === 'list' ? draft.rows : [];
      return rows.map((row) => read(type.item, row.draft, partId(id, row.key), issues));
    }
    case 'tuple':
      return readParts(type.items, draft, id, issues);
    case 'option':
      if (draft?.kind !== 'option' || !draft.isPresent) return null;
      return { some: read(type.item, draft.inner, partId(id, 'some'), issues) };
    case 'struct':
      return readFields(type.fields, draft, id, issues);
    case 'result':
    case 'enum': {
      const index = draft?.kind === 'choice' ? draft.index : 0;
      const variant = variantsOf(type)[index];
      const branch = draft?.kind === 'choice' ? draft.branches[index] : null;
      const value = readFields(variant?.fields ?? [], branch, partId(id, `v${index}`), issues);
      if (type.kind === 'enum') return { variant: variant?.name ?? '', value };
      return index === 0 ? { ok: value } : { error: value };
    }
  }
}

function readFields(
  fields: readonly IdlField[],
  draft: Draft | null | undefined,
  id: string,
  issues: Map<string, string>,
): Value {
  const [first] = fields;
  if (!first) return null;
  const types = fields.map((field) => field.type);
  const values = readParts(types, draft, id, issues);
  if (first.name !== '') return Object.fromEntries(fields.map((field, index) => [field.name, values[index] as Value]));
  return fields.length === 1 ? (values[0] as Value) : values;
}

function readParts(
  types: readonly IdlType[],
  draft: Draft | null | undefined,
  id: string,
  issues: Map<string, string>,
): Value[] {
  const parts = draft?.kind === 'group' ? draft.parts : [];
  return types.map((type, index) => read(type, parts[index], partId(id, index), issues));
}
