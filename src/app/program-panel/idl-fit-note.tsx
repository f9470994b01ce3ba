import { useMemo } from 'react';
import type { ProgramIdl } from '../../program/idl.ts';
import { compareIdl } from '../../program/idl-fit.ts';
import { useProgramStore } from '../../stores/program-store.ts';

/** Warns where the interface is not that of the Wasm: calls would be misunderstood. */
export function IdlFitNote({ idl, wasm }: { idl: ProgramIdl; wasm: Uint8Array }) {
  const parser = useProgramStore((state) => state.parser);
  const fit = useMemo(() => parser && compareIdl(parser, idl, wasm), [parser, idl, wasm]);
  if (fit?.status !== 'differs') return null;
  return (
    <div className="note note--warning" role="alert">
      <p>This IDL does not fit the program.</p>
      <p className="muted">
        Calls made with it may be refused or misread. Upload the .wasm alone: the interface inside it is then used.
      </p>
      <details>
        <summary>Differences ({fit.differences.length})</summary>
        <ul>
          {fit.differences.map((difference) => (
            <li key={difference}>{difference}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
