import type { IdlField, IdlType } from '../idl.ts';
import { type CallDraft, createCallDraft, createDraft, type Draft, variantsOf } from './draft.ts';

/**
 * A draft for `params` that keeps everything of `drafts` which still has a place: after a rebuild a function may have
 * other parameters, and what was typed is not to be lost with them. Returns `drafts` itself when it fits as it is.
 * @throws FormTooLargeError
 */
export function adaptCallDraft(params: readonly IdlField[], drafts: CallDraft | undefined): CallDraft {
  if (!drafts) return createCallDraft(params);
  const adapted = params.map((param, index) => adapt(param.type, drafts[index]));
  const isSame = adapted.length === drafts.length && adapted.every((draft, index) => draft === drafts[index]);
  return isSame ? drafts : adapted;
}

function adapt(type: IdlType, draft: Draft | undefined): Draft {
  switch (draft?.kind) {
    case 'text':
      return isText(type) ? draft : createDraft(type);
    case 'group': {
      const types = partTypes(type);
      return types ? adaptGroup(types, draft) : createDraft(type);
    }
    case 'list': {
      if (type.kind !== 'vec' && type.kind !== 'array') return createDraft(type);
      if (type.kind === 'array' && type.length !== draft.rows.length) return createDraft(type);
      const rows = draft.rows.map((row) => keep(row, { ...row, draft: adapt(type.item, row.draft) }));
      return rows.every((row, index) => row === draft.rows[index]) ? draft : { ...draft, rows };
    }
    case 'option': {
      if (type.kind !== 'option' || !draft.inner) return type.kind === 'option' ? draft : createDraft(type);
      const inner = adapt(type.item, draft.inner);
      return inner === draft.inner ? draft : { ...draft, inner };
    }
    case 'choice': {
      const variants = variantsOf(type);
      if (variants.length !== draft.branches.length || !variants[draft.index]) return createDraft(type);
      const branches = draft.branches.map((branch, index) => {
        const types = variants[index]?.fields.map((field) => field.type) ?? [];
        return branch && adaptGroup(types, branch);
      });
      return branches.every((branch, index) => branch === draft.branches[index]) ? draft : { ...draft, branches };
    }
    case 'bool':
      return type.kind === 'primitive' && type.name === 'bool' ? draft : createDraft(type);
    case 'unit':
    case undefined:
      return isUnit(type) && draft ? draft : createDraft(type);
  }
}

function adaptGroup(types: readonly IdlType[], draft: Draft): Draft {
  const old = draft.kind === 'group' ? draft.parts : [];
  const parts = types.map((type, index) => adapt(type, old[index]));
  const isSame = parts.length === old.length && parts.every((part, index) => part === old[index]);
  return isSame ? draft : { kind: 'group', parts };
}

function keep(row: { key: number; draft: Draft }, changed: { key: number; draft: Draft }): typeof row {
  return row.draft === changed.draft ? row : changed;
}

function isText(type: IdlType): boolean {
  return type.kind === 'bytes' || (type.kind === 'primitive' && type.name !== 'bool' && type.name !== '()');
}

function isUnit(type: IdlType): boolean {
  return (type.kind === 'primitive' && type.name === '()') || (type.kind === 'struct' && type.fields.length === 0);
}

function partTypes(type: IdlType): IdlType[] | undefined {
  if (type.kind === 'tuple') return type.items;
  return type.kind === 'struct' && type.fields.length > 0 ? type.fields.map((field) => field.type) : undefined;
}
