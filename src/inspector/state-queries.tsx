import { useMemo, useState } from 'react';
import type { ProgramSnapshot } from '../network/network.ts';
import { decodeReply } from '../program/codec/decode-reply.ts';
import { encodeCall } from '../program/codec/encode-call.ts';
import { CallForm } from '../program/form/call-form.tsx';
import { ReplyView } from '../program/form/reply-view.tsx';
import type { IdlFunction, ProgramIdl } from '../program/idl.ts';
import { functionText } from '../program/type-text.ts';
import { bytesToHex } from '../shared/hex.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { type Answer, useAnswer } from './use-answer.ts';

interface StateQueriesProps {
  before: ProgramSnapshot | null;
  after: ProgramSnapshot;
  idl: ProgramIdl | undefined;
}

/** What the program's queries answer in this state, and in the one that it is compared with. */
export function StateQueries({ before, after, idl }: StateQueriesProps) {
  const queries = idl?.services.flatMap(({ functions }) => functions.filter(({ kind }) => kind === 'query')) ?? [];
  if (!idl || queries.length === 0 || after.status !== 'active') return null;
  const base = before?.status === 'active' ? before : null;
  return (
    <section aria-label="Answers">
      <h3 className="section-title">
        Answers in this state <span className="muted">· asked at the height and time of the state; free</span>
      </h3>
      <table className="table inspector__answers">
        <thead>
          <tr>
            <th scope="col">Query</th>
            {base && <th scope="col">Before</th>}
            <th scope="col">{base ? 'After' : 'Answer'}</th>
          </tr>
        </thead>
        <tbody>
          {queries.map((fn) => (
            <QueryRow key={fn.key} before={base} after={after} idl={idl} fn={fn} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type QueryRowProps = StateQueriesProps & { idl: ProgramIdl; fn: IdlFunction };

/** A query without parameters is asked at once, any other once its arguments are given; from then on in every state. */
function QueryRow({ before, after, idl, fn }: QueryRowProps) {
  const isPlain = fn.params.length === 0 && fn.scale;
  const [given, setGiven] = useState<Uint8Array | null>(null);
  const plain = useMemo(() => (isPlain ? encodeCall(fn, []) : null), [fn, isPlain]);
  const payload = plain ?? given;
  const earlier = useAnswer(after.program, before?.stateHash, payload);
  const later = useAnswer(after.program, after.stateHash, payload);
  const isDifferent = before !== null && differs(earlier, later);
  return (
    <tr data-changed={isDifferent || undefined}>
      <th scope="row">
        <span className="mono">{functionText(fn)}</span>
        {isDifferent && <span className="badge">differs</span>}
        {!isPlain && <CallForm fn={fn} submitLabel="Ask" onSubmit={(payload) => setGiven(payload)} />}
      </th>
      {before && (
        <td>
          <AnswerView answer={earlier} idl={idl} fn={fn} />
        </td>
      )}
      <td className="inspector__after">
        <AnswerView answer={later} idl={idl} fn={fn} />
      </td>
    </tr>
  );
}

function AnswerView({ answer, idl, fn }: { answer: Answer; idl: ProgramIdl; fn: IdlFunction }) {
  if (answer.status === 'failed') return <ErrorNote error={answer.error} />;
  if (answer.status !== 'answered') return <span className="muted">{answer.status === 'asking' ? 'asking…' : ''}</span>;
  const { reply } = answer.result;
  return (
    <output>
      <ReplyView reply={decodeReply(idl, fn, reply)} payload={reply.payload} />
    </output>
  );
}

/** Whether both are known and are not the same. */
export function differs(a: Answer, b: Answer): boolean {
  if (a.status !== 'answered' || b.status !== 'answered') return false;
  const text = ({ result: { reply } }: typeof a) => `${reply.code} ${bytesToHex(reply.payload)}`;
  return text(a) !== text(b);
}
