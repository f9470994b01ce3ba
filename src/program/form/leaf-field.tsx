import type { KeyboardEvent } from 'react';
import { isInteger } from '../codec/leaf-codec.ts';
import type { IdlType } from '../idl.ts';
import { integerRange, rangeText } from '../integer-range.ts';
import type { BoolDraft, TextDraft } from './draft.ts';
import styles from './form.module.css';
import { controlId, type TypeFieldProps, useFormContext } from './form-context.tsx';
import { Docs, LabelText } from './label-text.tsx';

/** A number, text, id, bytes, or a checkbox. */
export function LeafField({ id, label, type, docs = [], draft, onChange }: TypeFieldProps<TextDraft | BoolDraft>) {
  const form = useFormContext();
  const control = controlId(form, id);
  const issue = form.isShown(id) ? form.issues.get(id) : undefined;
  const described = [issue && `${control}-issue`, docs.length > 0 && `${control}-docs`].filter(Boolean).join(' ');
  const shared = {
    id: control,
    disabled: form.disabled,
    'aria-describedby': described || undefined,
  };

  if (draft.kind === 'bool') {
    return (
      <div className={styles.field}>
        <label className={styles.check}>
          <input
            {...shared}
            type="checkbox"
            checked={draft.checked}
            onChange={(event) => onChange({ kind: 'bool', checked: event.target.checked })}
          />
          <LabelText label={label} type={type} />
        </label>
        <Docs id={`${control}-docs`} docs={docs} />
      </div>
    );
  }

  const text = {
    ...shared,
    value: draft.text,
    placeholder: placeholderOf(type),
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'off',
    'aria-invalid': issue ? true : undefined,
    onBlur: () => form.onLeave(id),
    onChange: (event: { target: { value: string } }) => onChange({ kind: 'text', text: event.target.value }),
  };
  // A one-line field would drop the line breaks of what is pasted.
  const isMultiline = type.kind === 'bytes' || (type.kind === 'primitive' && type.name === 'String');
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={control}>
        <LabelText label={label} type={type} />
      </label>
      {isMultiline ? (
        <textarea {...text} className={styles.input} rows={1} onKeyDown={submitOnEnter} />
      ) : (
        <input {...text} className={styles.input} type="text" inputMode={inputModeOf(type)} />
      )}
      <Docs id={`${control}-docs`} docs={docs} />
      {issue && (
        <p className={styles.issue} id={`${control}-issue`}>
          {issue}
        </p>
      )}
    </div>
  );
}

/** Enter sends, as in a one-line field; Shift+Enter makes a new line. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function inputModeOf(type: IdlType): 'numeric' | 'text' {
  if (type.kind !== 'primitive') return 'text';
  const range = integerRange(type.name);
  // Numeric keyboards have no minus on some phones.
  return range && range.min === 0n ? 'numeric' : 'text';
}

function placeholderOf(type: IdlType): string | undefined {
  if (type.kind === 'bytes') return '0x… or "text"';
  if (type.kind !== 'primitive' || type.name === 'String' || type.name === 'char') return undefined;
  const range = isInteger(type.name) ? integerRange(type.name) : undefined;
  return range ? rangeText(range, type.nonZero) : '0x…';
}
