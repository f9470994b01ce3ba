import { bytesToHex } from '../../shared/hex.ts';
import type { DecodedReply } from '../codec/decode-reply.ts';
import styles from './value-view.module.css';
import { RawBytes, ValueView } from './value-view.tsx';

export interface ReplyViewProps {
  reply: DecodedReply;
  /** Shown where it does not decode. */
  payload: Uint8Array;
}

/** What a call was answered with: a value, a declared error, a failure, or bytes with the reason why they are bytes. */
export function ReplyView({ reply, payload }: ReplyViewProps) {
  switch (reply.status) {
    case 'value':
      return <ValueView type={reply.type} value={reply.value} />;
    case 'thrown':
      return (
        <div className={styles.reply}>
          <p className={styles.problem}>The function returned its error; the state is as before</p>
          <ValueView type={reply.type} value={reply.value} />
        </div>
      );
    case 'failed':
      return (
        <div className={styles.reply}>
          <p className={styles.problem}>{reply.panic ? `${reply.reason}: ${reply.panic}` : reply.reason}</p>
          {reply.hint && <p className={styles.hint}>{reply.hint}</p>}
        </div>
      );
    case 'undecodable':
      return (
        <div className={styles.reply}>
          <p className={styles.problem}>{reply.reason}</p>
          {payload.length > 0 && <RawBytes hex={bytesToHex(payload)} />}
        </div>
      );
  }
}
