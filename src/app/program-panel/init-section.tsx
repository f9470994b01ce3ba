import type { ProgramSummary } from '../../network/network.ts';
import type { IdlFunction } from '../../program/idl.ts';
import { KeptCallForm } from './kept-call-form.tsx';
import { LatestAnswer } from './latest-answer.tsx';
import { useSend } from './use-send.ts';

/** The constructors of a program that was created without being initialized. */
export function InitSection({ program, constructors }: { program: ProgramSummary; constructors: IdlFunction[] }) {
  const { send, busy, latest } = useSend(program.program, 'init', { route: 'canonical' });
  if (constructors.length === 0) return null;
  return (
    <section aria-label="Constructors">
      <h3 className="section-title">Constructors</h3>
      {constructors.map((fn) => (
        <div key={fn.key} className="method" data-open>
          <div className="method__body">
            <p className="mono">{fn.name}</p>
            <KeptCallForm
              owner={program.codeId}
              fn={fn}
              submitLabel="Initialize"
              disabled={busy}
              onSubmit={async (payload) => void (await send(payload, 0n))}
            />
          </div>
        </div>
      ))}
      {latest && <LatestAnswer message={latest} />}
    </section>
  );
}
