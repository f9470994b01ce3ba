import { type ReactNode, useState } from 'react';
import type { IdlField, IdlType } from '../idl.ts';
import { typeText } from '../type-text.ts';
import { isRecord, type Value } from '../value.ts';
import { idText, membersOf, scalarText, shortHex, valueText } from '../value-text.ts';
import styles from './value-view.module.css';

export interface ValueViewProps {
  type: IdlType;
  value: Value;
}

/** Items of a list that are shown at first, and added by each press of the button. */
const page = 50;

/** A decoded value: one line where it fits, else an indented tree. Full hashes and numbers are on hover. */
export function ValueView({ type, value }: ValueViewProps) {
  const line = valueText(type, value, 61);
  if (line.length <= 60 || isScalar(type)) return <Scalar type={type} value={value} line={line} />;
  return <div className={styles.value}>{tree(type, value)}</div>;
}

function Scalar({ type, value, line }: ValueViewProps & { line: string }) {
  if (type.kind === 'primitive' && type.name === 'String' && typeof value === 'string') {
    return <code className={styles.text}>{JSON.stringify(value)}</code>;
  }
  const isHex = typeof value === 'string';
  const full =
    isHex || typeof value === 'bigint' || typeof value === 'number' ? idText(type, String(value)) : undefined;
  return (
    <code className={styles.scalar} title={full === line ? undefined : full}>
      {isScalar(type) ? scalarText(type, value) : line}
    </code>
  );
}

function isScalar(type: IdlType): boolean {
  return type.kind === 'primitive' || type.kind === 'bytes';
}

function tree(type: IdlType, value: Value): ReactNode {
  switch (type.kind) {
    case 'vec':
    case 'array':
      return <List items={Array.isArray(value) ? value : []} typeOf={() => type.item} />;
    case 'tuple':
      return <List items={Array.isArray(value) ? value : []} typeOf={(index) => type.items[index] as IdlType} />;
    case 'option':
      return (
        <Tagged tag="Some">{isRecord(value) && <ValueView type={type.item} value={value.some as Value} />}</Tagged>
      );
    case 'result': {
      const isOk = isRecord(value) && 'ok' in value;
      const inner = isRecord(value) ? (isOk ? value.ok : value.error) : null;
      return (
        <Tagged tag={isOk ? 'Ok' : 'Err'}>
          <ValueView type={isOk ? type.ok : type.error} value={inner as Value} />
        </Tagged>
      );
    }
    case 'struct':
      return <Fields fields={type.fields} value={value} />;
    case 'enum': {
      const variant = isRecord(value) && type.variants.find(({ name }) => name === value.variant);
      return (
        variant && <Tagged tag={variant.name}>{<Fields fields={variant.fields} value={value.value as Value} />}</Tagged>
      );
    }
    default:
      return null;
  }
}

function Tagged({ tag, children }: { tag: string; children: ReactNode }) {
  return (
    <>
      <code className={styles.tag}>{tag}</code>
      <div className={styles.inner}>{children}</div>
    </>
  );
}

function Fields({ fields, value }: { fields: readonly IdlField[]; value: Value }) {
  return <FieldsView fields={fields} values={membersOf(fields, value)} />;
}

/** Named values: a struct's fields, a call's arguments, an event's fields. */
export function FieldsView({ fields, values }: { fields: readonly IdlField[]; values: readonly Value[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map((field, index) => (
        <div className={styles.field} key={field.name || typeText(field.type) + String(index)}>
          <dt>{field.name || index}</dt>
          <dd>
            <ValueView type={field.type} value={values[index] as Value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function List({ items, typeOf }: { items: readonly Value[]; typeOf: (index: number) => IdlType }) {
  const [shown, setShown] = useState(page);
  const more = items.length - shown;
  return (
    <>
      <ol className={styles.list} start={0}>
        {items.slice(0, shown).map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a decoded list never changes its order
          <li key={index}>
            <ValueView type={typeOf(index)} value={item} />
          </li>
        ))}
      </ol>
      {more > 0 && (
        <button type="button" className={styles.more} onClick={() => setShown(shown + page)}>
          Show {Math.min(page, more)} more of {items.length.toLocaleString('en-US')}
        </button>
      )}
    </>
  );
}

/** Bytes that could not be decoded: a short form, the whole behind it. */
export function RawBytes({ hex }: { hex: string }) {
  if (hex.length <= 42) return <code className={styles.text}>{hex}</code>;
  return (
    <details className={styles.raw}>
      <summary>
        <code>{shortHex(hex)}</code> {((hex.length - 2) / 2).toLocaleString('en-US')} bytes
      </summary>
      <code className={styles.text}>{hex.length > 20_002 ? `${hex.slice(0, 20_002)}…` : hex}</code>
    </details>
  );
}
