import { useEffect, useState } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import { type DecodedReply, decodeReply } from '../../program/codec/decode-reply.ts';
import { ReplyView } from '../../program/form/reply-view.tsx';
import type { IdlFunction } from '../../program/idl.ts';
import { functionText } from '../../program/type-text.ts';
import { groupDigits } from '../../shared/units.ts';
import { useInterface } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { KeptCallForm } from './kept-call-form.tsx';

/** What can be asked of the program without changing it or paying. */
export function QueryList({ program, functions }: { program: ProgramSummary; functions: IdlFunction[] }) {
  return (
    <section aria-label="Queries">
      <h3 className="section-title">Queries</h3>
      {functions.map((fn) => (
        <QueryRow key={fn.key} program={program} fn={fn} />
      ))}
    </section>
  );
}

interface Answer {
  reply: DecodedReply;
  payload: Uint8Array;
  /** Absent: the network does not tell. */
  gas: number | undefined;
}

/** What was asked last, by program and query: it is asked again when the view comes back. */
const asked = new Map<string, Uint8Array>();

/** A query. Once read, it is read again whenever the program's state changes, so what is shown is never stale. */
function QueryRow({ program, fn }: { program: ProgramSummary; fn: IdlFunction }) {
  const network = useNetwork((state) => state.network);
  const code = useProgramStore((state) => state.codes[program.codeId]);
  const described = useInterface(code?.idl);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const key = `${program.program}/${fn.key}`;
  const idl = described.status === 'ready' ? described.idl : null;

  async function read(payload: Uint8Array) {
    if (!network || !idl) return;
    asked.set(key, payload);
    try {
      const { reply, gasBurned } = await network.calculateReply({ program: program.program, payload, value: 0n });
      if (asked.get(key) !== payload) return;
      setAnswer({ reply: decodeReply(idl, fn, reply), payload: reply.payload, gas: gasBurned });
      setError(null);
    } catch (failure) {
      setError(failure);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of state asks again
  useEffect(() => {
    const payload = asked.get(key);
    if (payload) void read(payload);
  }, [program.stateHash, idl]);

  return (
    <div className="query">
      <div className="query__head">
        <span className="mono">{functionText(fn)}</span>
        <KeptCallForm owner={program.codeId} fn={fn} submitLabel="Read" onSubmit={(payload) => read(payload)} />
      </div>
      {answer && (
        <output className="query__answer">
          <ReplyView reply={answer.reply} payload={answer.payload} />
          {answer.gas !== undefined && (
            <span className="muted num" title="A query is free: this is what it would burn as a message">
              {groupDigits(answer.gas)} gas
            </span>
          )}
        </output>
      )}
      {error !== null && <ErrorNote error={error} />}
    </div>
  );
}
