import type { IdlField, IdlType } from '../idl.ts';
import { ChoiceField } from './choice-field.tsx';
import type { Draft } from './draft.ts';
import styles from './form.module.css';
import type { TypeFieldProps } from './form-context.tsx';
import { GroupField } from './group-field.tsx';
import { Docs, LabelText } from './label-text.tsx';
import { LeafField } from './leaf-field.tsx';
import { ListField } from './list-field.tsx';
import { OptionField } from './option-field.tsx';
import { partId } from './read-draft.ts';

/** The field or fields for one value of any type. */
export function TypeField(props: TypeFieldProps) {
  const { draft, type, label, docs = [] } = props;
  switch (draft.kind) {
    case 'text':
    case 'bool':
      return <LeafField {...props} draft={draft} />;
    case 'unit':
      return (
        <div className={styles.field}>
          <span className={styles.label}>
            <LabelText label={label} type={type} />
          </span>
          <Docs docs={docs} />
        </div>
      );
    case 'list':
      return <ListField {...props} draft={draft} />;
    case 'option':
      return <OptionField {...props} draft={draft} />;
    case 'choice':
      return <ChoiceField {...props} draft={draft} />;
    case 'group': {
      const fields = fieldsOf(type);
      const [only] = fields;
      const inner = draft.parts[0];
      // A newtype is filled in like what it wraps.
      if (only && inner && fields.length === 1 && only.name === '') {
        const onChange = (part: Draft) => props.onChange({ kind: 'group', parts: [part] });
        return <TypeField {...props} id={partId(props.id, 0)} type={only.type} draft={inner} onChange={onChange} />;
      }
      return <GroupField {...props} fields={fields} draft={draft} />;
    }
  }
}

function fieldsOf(type: IdlType): IdlField[] {
  if (type.kind === 'struct') return type.fields;
  return type.kind === 'tuple' ? type.items.map((item) => ({ name: '', type: item, docs: [] })) : [];
}
