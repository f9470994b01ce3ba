import { useState } from 'react';
import type { StatePoint } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { groupDigits } from '../shared/units.ts';
import { ErrorNote } from '../ui/error-note.tsx';

export interface ForkHereProps {
  program: Hex;
  state: StatePoint;
  /**
   * Makes a program of its own on the local network out of a program's past.
   * @param tell is told what is being done, a few words each time
   */
  fork: (from: { program: Hex; state: StatePoint }, tell: (step: string) => void) => Promise<void>;
}

/** Goes on from a state in a new program; the one that it comes from stays as it is. */
export function ForkHere({ program, state, fork }: ForkHereProps) {
  const [step, setStep] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const isEmpty = /^0x0+$/.test(state.stateHash);

  async function start() {
    setError(null);
    setStep('Reading the state…');
    try {
      await fork({ program, state }, setStep);
    } catch (failure) {
      setError(failure);
    } finally {
      setStep(null);
    }
  }

  return (
    <>
      <button
        type="button"
        className="button button--small"
        disabled={step !== null || isEmpty || state.isGone}
        title={
          isEmpty
            ? 'There is no state yet: deploy the code instead'
            : state.isGone
              ? 'The state was dropped to make room'
              : `A new program on the local network, as this one was at height ${groupDigits(state.height)}`
        }
        onClick={() => void start()}
      >
        Fork here
      </button>
      {step !== null && (
        <span className="muted" role="status">
          {step}
        </span>
      )}
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
