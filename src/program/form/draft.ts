import type { IdlField, IdlType } from '../idl.ts';

/**
 * What stands in the fields of a form, as plain data: texts as typed, whether or not they make sense. It mirrors the
 * type it is for. Parts that are hidden (the value of an Option that is off, the fields of an enum's other variants)
 * keep what was typed in them.
 */
export type Draft = TextDraft | BoolDraft | UnitDraft | GroupDraft | ListDraft | OptionDraft | ChoiceDraft;

/** Numbers, text, ids, bytes. */
export interface TextDraft {
  kind: 'text';
  text: string;
}

export interface BoolDraft {
  kind: 'bool';
  checked: boolean;
}

export interface UnitDraft {
  kind: 'unit';
}

/** Structs, tuples, and the fields of a variant, in order. */
export interface GroupDraft {
  kind: 'group';
  parts: Draft[];
}

/** `[T]` and `[T; N]`. */
export interface ListDraft {
  kind: 'list';
  /** `key` stays with the row when others are removed. */
  rows: { key: number; draft: Draft }[];
  nextKey: number;
}

export interface OptionDraft {
  kind: 'option';
  isPresent: boolean;
  /** Made when it is first shown: types can contain themselves through it. */
  inner: Draft | null;
}

/** Enums, and Result as an enum of Ok and Err. */
export interface ChoiceDraft {
  kind: 'choice';
  index: number;
  /** By variant; null where it was never shown. */
  branches: (Draft | null)[];
}

/** The drafts of a function's arguments. */
export type CallDraft = Draft[];

/** A type that is too large or too deep to be filled in by hand. */
export class FormTooLargeError extends Error {}

const maxParts = 1000;

/** @throws FormTooLargeError */
export function createDraft(type: IdlType): Draft {
  return create(type, { left: maxParts }, new Set());
}

/** @throws FormTooLargeError */
export function createCallDraft(params: readonly IdlField[]): CallDraft {
  return params.map((param) => createDraft(param.type));
}

/** Result's sides as variants, so that one kind of draft serves both. */
export function variantsOf(type: IdlType): { name: string; docs: string[]; fields: IdlField[] }[] {
  if (type.kind === 'enum') return type.variants;
  if (type.kind !== 'result') return [];
  const side = (name: string, of: IdlType) => ({ name, docs: [], fields: [{ name: '', type: of, docs: [] }] });
  return [side('Ok', type.ok), side('Err', type.error)];
}

/** The draft of a variant's fields. @throws FormTooLargeError */
export function createBranch(fields: readonly IdlField[]): GroupDraft {
  return { kind: 'group', parts: fields.map((field) => createDraft(field.type)) };
}

interface Budget {
  left: number;
}

function create(type: IdlType, budget: Budget, open: ReadonlySet<IdlType>): Draft {
  if (--budget.left < 0) throw new FormTooLargeError(`This has more than ${maxParts} fields`);
  if (open.has(type)) throw new FormTooLargeError('This type contains itself without an end');
  const within = new Set(open).add(type);
  const group = (types: readonly IdlType[]): GroupDraft => ({
    kind: 'group',
    parts: types.map((part) => create(part, budget, within)),
  });
  switch (type.kind) {
    case 'primitive':
      if (type.name === '()') return { kind: 'unit' };
      return type.name === 'bool' ? { kind: 'bool', checked: false } : { kind: 'text', text: '' };
    case 'bytes':
      return { kind: 'text', text: '' };
    case 'vec':
      return { kind: 'list', rows: [], nextKey: 0 };
    case 'array': {
      if (type.length > maxParts) throw new FormTooLargeError(`A list of ${type.length} items is too long for a form`);
      const row = (_: unknown, key: number) => ({ key, draft: create(type.item, budget, within) });
      return { kind: 'list', rows: Array.from({ length: type.length }, row), nextKey: type.length };
    }
    case 'tuple':
      return group(type.items);
    case 'option':
      return { kind: 'option', isPresent: false, inner: null };
    case 'struct':
      return type.fields.length === 0 ? { kind: 'unit' } : group(type.fields.map((field) => field.type));
    case 'result':
    case 'enum': {
      const variants = variantsOf(type);
      if (variants.length === 0) throw new FormTooLargeError(`${type.kind} without variants has no values`);
      // Not a variant that holds the enum itself, where there is another.
      const isEndless = (fields: readonly IdlField[]) => fields.some((field) => within.has(field.type));
      const index = Math.max(
        variants.findIndex((variant) => !isEndless(variant.fields)),
        0,
      );
      const branches: (Draft | null)[] = variants.map(() => null);
      branches[index] = group((variants[index]?.fields ?? []).map((field) => field.type));
      return { kind: 'choice', index, branches };
    }
  }
}
