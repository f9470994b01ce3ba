import type { IdlType } from '../idl.ts';
import { typeText } from '../type-text.ts';
import styles from './form.module.css';

/** A field's name and type. */
export function LabelText({ label, type }: { label: string; type: IdlType }) {
  return (
    <>
      <span className={styles.name}>{label}</span>
      {/* Without the space, a screen reader would say both as one word. */}
      <code className={styles.type}> {typeText(type)}</code>
    </>
  );
}

export function Docs({ id, docs }: { id?: string; docs: readonly string[] }) {
  if (docs.length === 0) return null;
  return (
    <p className={styles.docs} id={id}>
      {docs.join(' ')}
    </p>
  );
}
