import { bytesToHex } from '../../shared/hex.ts';
import type { DecodeEventResult } from '../codec/decode-event.ts';
import { isHashed } from '../codec/ethereum-log.ts';
import type { IdlField } from '../idl.ts';
import styles from './value-view.module.css';
import { FieldsView, RawBytes } from './value-view.tsx';

export interface EventViewProps {
  event: DecodeEventResult;
  /** Shown where it does not decode. */
  payload: Uint8Array;
}

/** An event that a program emitted. */
export function EventView({ event, payload }: EventViewProps) {
  if (event.status === 'undecodable') {
    return (
      <div className={styles.reply}>
        <p className={styles.problem}>{event.reason}</p>
        <RawBytes hex={bytesToHex(payload)} />
      </div>
    );
  }
  const fields = event.event.fields.map((field) => (event.encoding === 'ethereum' ? asLogged(field) : field));
  return (
    <div className={styles.reply}>
      <code className={styles.tag}>
        {event.event.service}.{event.event.name}
      </code>
      {fields.length > 0 && <FieldsView fields={fields} values={event.values} />}
    </div>
  );
}

/** A log keeps only the hash of an indexed text, list or bytes. */
function asLogged(field: IdlField): IdlField {
  return isHashed(field)
    ? { ...field, name: `${field.name} (hash)`, type: { kind: 'primitive', name: 'H256' } }
    : field;
}
