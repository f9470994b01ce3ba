import { createDraft, type Draft, type OptionDraft } from './draft.ts';
import styles from './form.module.css';
import { controlId, type TypeFieldProps, useFormContext } from './form-context.tsx';
import { Docs, LabelText } from './label-text.tsx';
import { partId } from './read-draft.ts';

/** `Option<T>`: a checkbox, and T's fields while it is on. */
export function OptionField({ id, label, type, docs = [], draft, onChange }: TypeFieldProps<OptionDraft>) {
  const form = useFormContext();
  const item = type.kind === 'option' ? type.item : type;
  const toggle = (isPresent: boolean) => {
    onChange({ ...draft, isPresent, inner: draft.inner ?? (isPresent ? createDraft(item) : null) });
  };
  return (
    <fieldset className={styles.bare}>
      <legend className={styles.hidden}>{label}</legend>
      <label className={styles.check}>
        <input
          id={controlId(form, id)}
          type="checkbox"
          checked={draft.isPresent}
          disabled={form.disabled}
          onChange={(event) => toggle(event.target.checked)}
        />
        <LabelText label={label} type={type} />
      </label>
      <Docs docs={docs} />
      {draft.isPresent && draft.inner && (
        <div className={styles.inner}>
          <form.Field
            id={partId(id, 'some')}
            label="value"
            type={item}
            draft={draft.inner}
            onChange={(inner: Draft) => onChange({ ...draft, inner })}
          />
        </div>
      )}
    </fieldset>
  );
}
