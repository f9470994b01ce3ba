import { useState } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import { RawPayloadForm } from '../../program/form/raw-payload-form.tsx';
import { parseUnits } from '../../shared/units.ts';
import { LatestAnswer } from './latest-answer.tsx';
import { SendOptions } from './send-options.tsx';
import { useSend } from './use-send.ts';

/** A message of any bytes: for programs without an interface, and to see how a program takes what it does not expect. */
export function RawCall({ program, open }: { program: ProgramSummary; open: boolean }) {
  const { send, busy, latest } = useSend(program.program, 'bytes');
  const [value, setValue] = useState('0');
  return (
    <details className="raw-call" open={open || undefined}>
      <summary className="section-title">Send bytes</summary>
      <RawPayloadForm
        submitLabel="Send"
        disabled={busy}
        onSubmit={async (payload) => void (await send(payload, parseUnits(value, 18) ?? 0n))}
      >
        <SendOptions payable value={value} onValueChange={setValue} />
      </RawPayloadForm>
      {latest && <LatestAnswer message={latest} />}
    </details>
  );
}
