import { CallForm, type CallFormProps } from '../../program/form/call-form.tsx';
import { useDraft } from './use-draft.ts';

type KeptCallFormProps = Omit<CallFormProps, 'draft' | 'onDraftChange'> & {
  /** Whose draft it is: a code id, or an artifact's id. */
  owner: string;
};

/** A call's form that keeps what was typed while the app is open. */
export function KeptCallForm({ owner, ...props }: KeptCallFormProps) {
  return <CallForm {...props} {...useDraft(owner, props.fn)} />;
}
