import { type ChoiceDraft, createBranch, variantsOf } from './draft.ts';
import styles from './form.module.css';
import { controlId, type TypeFieldProps, useFormContext } from './form-context.tsx';
import { Parts } from './group-field.tsx';
import { Docs, LabelText } from './label-text.tsx';
import { partId } from './read-draft.ts';

/** An enum or Result: the variant, and its fields. Each variant remembers what was typed in it. */
export function ChoiceField({ id, label, type, docs = [], draft, onChange }: TypeFieldProps<ChoiceDraft>) {
  const form = useFormContext();
  const control = controlId(form, id);
  const variants = variantsOf(type);
  const variant = variants[draft.index];
  const branch = draft.branches[draft.index];
  const choose = (index: number) => {
    const chosen = draft.branches[index] ?? createBranch(variants[index]?.fields ?? []);
    onChange({ ...draft, index, branches: draft.branches.with(index, chosen) });
  };
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={control}>
        <LabelText label={label} type={type} />
      </label>
      <select
        id={control}
        className={styles.input}
        value={draft.index}
        disabled={form.disabled}
        onChange={(event) => choose(Number(event.target.value))}
      >
        {variants.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
      <Docs docs={variant && variant.docs.length > 0 ? variant.docs : docs} />
      {variant && branch?.kind === 'group' && branch.parts.length > 0 && (
        <fieldset className={styles.inner}>
          <legend className={styles.hidden}>{`${label}: ${variant.name}`}</legend>
          <Parts
            id={partId(id, `v${draft.index}`)}
            fields={variant.fields}
            draft={branch}
            onChange={(changed) => onChange({ ...draft, branches: draft.branches.with(draft.index, changed) })}
          />
        </fieldset>
      )}
    </div>
  );
}
