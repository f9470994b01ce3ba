import type { IdlField } from '../idl.ts';
import type { Draft, GroupDraft } from './draft.ts';
import styles from './form.module.css';
import { type TypeFieldProps, useFormContext } from './form-context.tsx';
import { Docs, LabelText } from './label-text.tsx';
import { partId } from './read-draft.ts';

interface GroupFieldProps extends TypeFieldProps<GroupDraft> {
  fields: readonly IdlField[];
}

/** A struct or tuple. */
export function GroupField({ id, label, type, docs = [], fields, draft, onChange }: GroupFieldProps) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.label}>
        <LabelText label={label} type={type} />
      </legend>
      <Docs docs={docs} />
      <Parts id={id} fields={fields} draft={draft} onChange={onChange} />
    </fieldset>
  );
}

interface PartsProps {
  id: string;
  fields: readonly IdlField[];
  draft: GroupDraft;
  onChange: (draft: Draft) => void;
}

/** The fields alone, for who has a frame of their own. */
export function Parts({ id, fields, draft, onChange }: PartsProps) {
  const form = useFormContext();
  return fields.map((field, index) => {
    const part = draft.parts[index];
    const label = field.name || (fields.length === 1 ? 'value' : `item ${index + 1}`);
    return (
      part && (
        <form.Field
          key={partId(id, index)}
          id={partId(id, index)}
          label={label}
          type={field.type}
          docs={field.docs}
          draft={part}
          onChange={(changed) => onChange({ kind: 'group', parts: draft.parts.with(index, changed) })}
        />
      )
    );
  });
}
