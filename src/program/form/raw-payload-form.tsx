import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { hexToBytes } from '../../shared/hex.ts';
import { parseValue } from '../parse-value.ts';
import styles from './form.module.css';
import { useOneAtATime } from './use-one-at-a-time.tsx';

export interface RawPayloadFormProps {
  onSubmit: (payload: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  submitLabel: string;
  disabled?: boolean;
  disabledReason?: string | undefined;
  /** Placed before the button: value, route. */
  children?: ReactNode;
}

type Mode = 'hex' | 'text';

/** A payload as bytes or text, for programs without an IDL and for what an IDL cannot express. */
export function RawPayloadForm(props: RawPayloadFormProps) {
  const { onSubmit, submitLabel, disabled = false, disabledReason, children } = props;
  const id = useId();
  const [mode, setMode] = useState<Mode>('hex');
  const [text, setText] = useState('');
  const [isShown, setIsShown] = useState(false);
  const sending = useOneAtATime();
  const payload = parsePayload(mode, text);
  const issue = isShown && typeof payload === 'string' ? payload : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsShown(true);
    if (disabled || typeof payload === 'string') return;
    await sending.run(() => onSubmit(payload));
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label="Payload">
      <div className={styles.field}>
        <label className={styles.label} htmlFor={`${id}-mode`}>
          Payload as
        </label>
        <select
          id={`${id}-mode`}
          className={styles.input}
          value={mode}
          disabled={disabled}
          onChange={(event) => setMode(event.target.value === 'text' ? 'text' : 'hex')}
        >
          <option value="hex">Bytes (0x…)</option>
          <option value="text">Text (UTF-8)</option>
        </select>
      </div>
      <div className={styles.field}>
        <label className={styles.label} htmlFor={`${id}-payload`}>
          Payload
          <span className={styles.type}> {typeof payload === 'string' ? '' : countText(payload.length)}</span>
        </label>
        <textarea
          id={`${id}-payload`}
          className={styles.input}
          rows={3}
          value={text}
          disabled={disabled}
          spellCheck={false}
          autoComplete="off"
          placeholder={mode === 'hex' ? '0x…' : undefined}
          aria-invalid={issue ? true : undefined}
          aria-describedby={issue ? `${id}-issue` : undefined}
          onBlur={() => setIsShown(true)}
          onChange={(event) => setText(event.target.value)}
        />
        {issue && (
          <p className={styles.issue} id={`${id}-issue`}>
            {issue}
          </p>
        )}
      </div>
      {children}
      <div className={styles.actions}>
        <button type="submit" className={styles.submit} disabled={disabled || sending.isBusy}>
          {submitLabel}
        </button>
        {disabled && disabledReason && <span className={styles.note}>{disabledReason}</span>}
      </div>
    </form>
  );
}

/** The bytes, or what is wrong with the text. */
function parsePayload(mode: Mode, text: string): Uint8Array<ArrayBuffer> | string {
  if (mode === 'text') return new TextEncoder().encode(text);
  const compact = text.replace(/\s+/g, '');
  const result = parseValue({ kind: 'bytes' }, compact === '' || /^0x/i.test(compact) ? compact : `0x${compact}`);
  if (result.status === 'ok') return hexToBytes(String(result.value));
  const bad = /[^0-9a-f]/i.exec(compact.replace(/^0x/i, ''))?.[0];
  return bad ? `“${bad}” is not a hex digit` : result.message;
}

function countText(count: number): string {
  return count === 1 ? '1 byte' : `${count.toLocaleString('en-US')} bytes`;
}
