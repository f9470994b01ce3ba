import { useState } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { useServices } from '../services-context.ts';
import { CodePlaces } from './code-places.tsx';
import { forkIntoLocal } from './fork-into-local.ts';

/** Where else programs with the same code are, and the way of this one to the local network. */
export function NetworkSection({ program }: { program: ProgramSummary }) {
  const isLocal = useSettings((settings) => settings.network === 'local');
  return (
    <section aria-label="Networks">
      <h3 className="section-title">Networks</h3>
      <CodePlaces codeId={program.codeId} except={program.program} />
      {!isLocal && <Fork program={program} />}
    </section>
  );
}

function Fork({ program: { program } }: { program: ProgramSummary }) {
  const services = useServices();
  const network = useNetwork((state) => state.network);
  const isThere = useProgramStore(({ places }) => places.local?.[program] !== undefined);
  const [step, setStep] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);

  async function fork() {
    if (!network) return;
    if (isThere && !confirm('The local network has a fork of this program already. Replace it, with its state?'))
      return;
    setError(null);
    try {
      await forkIntoLocal(services, network, program, setStep);
    } catch (failure) {
      setError(failure);
    }
    setStep(null);
  }

  return (
    <>
      <p className="fork">
        <button type="button" className="button" disabled={step !== null || !network} onClick={() => void fork()}>
          Fork into Local
        </button>
        <span className="muted" role="status">
          {step ?? 'Takes its code and state along, to try out what it would do. Nothing here changes.'}
        </span>
      </p>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
