import { type FormEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { encodeCall } from '../codec/encode-call.ts';
import type { IdlFunction } from '../idl.ts';
import type { Value } from '../value.ts';
import { adaptCallDraft } from './adapt-draft.ts';
import { type CallDraft, FormTooLargeError } from './draft.ts';
import styles from './form.module.css';
import { controlId, type FormContextValue, FormProvider } from './form-context.tsx';
import { randomCallDraft } from './random-draft.ts';
import { RawPayloadForm } from './raw-payload-form.tsx';
import { partId, readCallDraft } from './read-draft.ts';
import { TypeField } from './type-field.tsx';
import { useOneAtATime } from './use-one-at-a-time.tsx';

export interface CallFormProps {
  fn: IdlFunction;
  /** Called with valid arguments only. While a returned promise is pending, the form cannot be sent again. */
  onSubmit: (payload: Uint8Array<ArrayBuffer>, args: Value[]) => void | Promise<void>;
  submitLabel: string;
  disabled?: boolean;
  /** Why it is disabled, shown beside the button. */
  disabledReason?: string | undefined;
  /**
   * What stands in the fields. With `onDraftChange` it is kept by the caller, across tabs and rebuilds: a draft made
   * for an earlier signature is adapted field by field. Without, the form keeps it itself.
   */
  draft?: CallDraft | undefined;
  onDraftChange?: ((draft: CallDraft) => void) | undefined;
  /** Placed before the buttons: value, route. */
  children?: ReactNode;
}

/** A form for one function or constructor, generated from its IDL. */
export function CallForm(props: CallFormProps) {
  const { fn, draft, children } = props;
  const [own, setOwn] = useState<CallDraft>();
  const current = draft ?? own;
  const fitted = useMemo(() => fitDraft(fn, current), [fn, current]);
  if (!fn.scale) {
    return <p className={styles.note}>{fn.name} answers calls in Solidity’s encoding only; send its bytes instead.</p>;
  }
  if (fitted instanceof FormTooLargeError) {
    const { onSubmit, submitLabel, disabled = false } = props;
    return (
      <>
        <p className={styles.note}>{fitted.message}. Enter the whole payload as bytes instead.</p>
        <RawPayloadForm onSubmit={(payload) => onSubmit(payload, [])} submitLabel={submitLabel} disabled={disabled}>
          {children}
        </RawPayloadForm>
      </>
    );
  }
  const change = (changed: CallDraft) => {
    setOwn(changed);
    props.onDraftChange?.(changed);
  };
  return <Fields {...props} draft={fitted} onDraftChange={change} />;
}

type FieldsProps = CallFormProps & { draft: CallDraft; onDraftChange: (draft: CallDraft) => void };

function Fields(props: FieldsProps) {
  const { fn, draft, onDraftChange, onSubmit, submitLabel, disabled = false, disabledReason, children } = props;
  const prefix = useId();
  const root = useRef<HTMLFormElement>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [wasSent, setWasSent] = useState(false);
  const sending = useOneAtATime();
  const { value, issues } = useMemo(() => readCallDraft(fn.params, draft), [fn, draft]);
  const form: FormContextValue = {
    prefix,
    issues,
    isShown: (id) => wasSent || left.has(id),
    onLeave: (id) => setLeft((before) => (before.has(id) ? before : new Set(before).add(id))),
    disabled,
    Field: TypeField,
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (disabled) return;
    setWasSent(true);
    const [first] = issues.keys();
    if (first !== undefined) {
      root.current?.querySelector<HTMLElement>(`#${CSS.escape(controlId(form, first))}`)?.focus();
      return;
    }
    await sending.run(() => onSubmit(encodeCall(fn, value), value));
  };

  return (
    <FormProvider value={form}>
      <form className={styles.form} ref={root} onSubmit={submit} noValidate aria-label={fn.name}>
        {fn.params.map((param, index) => {
          const part = draft[index];
          return (
            part && (
              <TypeField
                key={param.name}
                id={partId('', index)}
                label={param.name}
                type={param.type}
                docs={param.docs}
                draft={part}
                onChange={(changed) => onDraftChange(draft.with(index, changed))}
              />
            )
          );
        })}
        {children}
        <div className={styles.actions}>
          <button type="submit" className={styles.submit} disabled={disabled || sending.isBusy}>
            {submitLabel}
          </button>
          {fn.params.length > 0 && (
            <button
              type="button"
              className={styles.small}
              disabled={disabled}
              title="Fill the fields with random values"
              onClick={() => onDraftChange(randomCallDraft(fn.params))}
            >
              Random
            </button>
          )}
          {disabled && disabledReason && <span className={styles.note}>{disabledReason}</span>}
        </div>
      </form>
    </FormProvider>
  );
}

function fitDraft(fn: IdlFunction, draft: CallDraft | undefined): CallDraft | FormTooLargeError {
  try {
    return adaptCallDraft(fn.params, draft);
  } catch (error) {
    if (error instanceof FormTooLargeError) return error;
    throw error;
  }
}
