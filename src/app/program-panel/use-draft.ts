import { type CallDraft, createCallDraft, FormTooLargeError } from '../../program/form/draft.ts';
import type { IdlFunction } from '../../program/idl.ts';
import { integerRange } from '../../program/integer-range.ts';
import { saveDraft, useProgramStore } from '../../stores/program-store.ts';

/** What stands in a call's form, kept while the app is open; integers begin with a number, so that one click sends. */
export function useDraft(owner: string, fn: IdlFunction) {
  const key = `${owner}/${fn.key}`;
  const draft = useProgramStore((state) => state.drafts[key]);
  return { draft: draft ?? initialDraft(fn), onDraftChange: (next: CallDraft) => saveDraft(key, next) };
}

const initial = new WeakMap<IdlFunction, CallDraft | undefined>();

function initialDraft(fn: IdlFunction): CallDraft | undefined {
  if (!initial.has(fn)) initial.set(fn, createInitial(fn));
  return initial.get(fn);
}

function createInitial(fn: IdlFunction): CallDraft | undefined {
  try {
    return createCallDraft(fn.params).map((part, index) => {
      const type = fn.params[index]?.type;
      const isInteger = type?.kind === 'primitive' && integerRange(type.name) !== undefined;
      return part.kind === 'text' && isInteger ? { kind: 'text', text: fn.kind === 'constructor' ? '0' : '1' } : part;
    });
  } catch (error) {
    // The form itself says that the type is too large for it.
    if (error instanceof FormTooLargeError) return undefined;
    throw error;
  }
}
