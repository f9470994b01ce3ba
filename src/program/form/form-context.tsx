import { type ComponentType, createContext, useContext } from 'react';
import type { IdlType } from '../idl.ts';
import type { Draft } from './draft.ts';
import type { Issues } from './read-draft.ts';

export interface TypeFieldProps<D extends Draft = Draft> {
  /** The way to this part of the draft; the key of its issue. */
  id: string;
  label: string;
  type: IdlType;
  docs?: readonly string[];
  draft: D;
  onChange: (draft: Draft) => void;
}

/** What all fields of one form share. */
export interface FormContextValue {
  /** Makes the fields' ids unique on the page. */
  prefix: string;
  issues: Issues;
  /** Whether the field's issue is to be shown yet: not while it is typed in for the first time. */
  isShown: (id: string) => boolean;
  onLeave: (id: string) => void;
  disabled: boolean;
  /** The field for any type: fields contain fields, but modules must not import each other in a circle. */
  Field: ComponentType<TypeFieldProps>;
}

const FormContext = createContext<FormContextValue | undefined>(undefined);

export const FormProvider = FormContext.Provider;

export function useFormContext(): FormContextValue {
  const form = useContext(FormContext);
  if (!form) throw new Error('A field is outside of its form');
  return form;
}

/** The DOM id of a field's control. */
export function controlId(form: FormContextValue, id: string): string {
  return `${form.prefix}-${id}`;
}
