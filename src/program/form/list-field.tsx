import { useEffect, useRef } from 'react';
import { createDraft, type Draft, type ListDraft } from './draft.ts';
import styles from './form.module.css';
import { controlId, type TypeFieldProps, useFormContext } from './form-context.tsx';
import { Docs, LabelText } from './label-text.tsx';
import { partId } from './read-draft.ts';

/** `[T]`: rows that can be added and removed; `[T; N]`: N rows. */
export function ListField({ id, label, type, docs = [], draft, onChange }: TypeFieldProps<ListDraft>) {
  const form = useFormContext();
  const frame = useRef<HTMLFieldSetElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const added = useRef<number>(undefined);
  const item = type.kind === 'vec' || type.kind === 'array' ? type.item : type;
  const isFixed = type.kind === 'array';

  // The keyboard goes on in the new row.
  useEffect(() => {
    if (added.current === undefined) return;
    const row = frame.current?.querySelector(`[data-row="${added.current}"]`);
    row?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    added.current = undefined;
  });

  const add = () => {
    added.current = draft.nextKey;
    const row = { key: draft.nextKey, draft: createDraft(item) };
    onChange({ ...draft, rows: [...draft.rows, row], nextKey: draft.nextKey + 1 });
  };
  const remove = (key: number) => {
    onChange({ ...draft, rows: draft.rows.filter((row) => row.key !== key) });
    addButton.current?.focus();
  };
  const change = (key: number, changed: Draft) => {
    onChange({ ...draft, rows: draft.rows.map((row) => (row.key === key ? { key, draft: changed } : row)) });
  };

  return (
    <fieldset className={styles.group} ref={frame}>
      <legend className={styles.label}>
        <LabelText label={label} type={type} />
      </legend>
      <Docs docs={docs} />
      {draft.rows.map((row, index) => (
        <div className={isScalar(row.draft) ? styles.row : styles.block} data-row={row.key} key={row.key}>
          <div className={styles.rowField}>
            <form.Field
              id={partId(id, row.key)}
              label={`item ${index + 1}`}
              type={item}
              draft={row.draft}
              onChange={(changed) => change(row.key, changed)}
            />
          </div>
          {!isFixed && (
            <button
              type="button"
              className={styles.small}
              disabled={form.disabled}
              aria-label={`Remove item ${index + 1} of ${label}`}
              onClick={() => remove(row.key)}
            >
              {isScalar(row.draft) ? 'Remove' : `Remove item ${index + 1}`}
            </button>
          )}
        </div>
      ))}
      {!isFixed && (
        <button
          type="button"
          id={controlId(form, id)}
          className={styles.small}
          ref={addButton}
          disabled={form.disabled}
          aria-label={`Add item to ${label}`}
          onClick={add}
        >
          Add item
        </button>
      )}
    </fieldset>
  );
}

function isScalar(draft: Draft): boolean {
  return draft.kind === 'text' || draft.kind === 'bool';
}
