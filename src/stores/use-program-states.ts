import { useEffect, useState } from 'react';
import type { StatePoint } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { useNetwork } from './network-store.ts';

interface StatesState {
  program: Hex | null;
  /** Oldest first; empty until they are read. */
  states: readonly StatePoint[];
  error: unknown;
}

const NONE: StatesState = { program: null, states: [], error: null };

/** The states that a program went through, read again whenever it has a new one. */
export function useProgramStates(program: Hex | null): StatesState {
  const network = useNetwork((state) => state.network);
  const latest = useNetwork((state) => (program ? state.programs.get(program)?.stateHash : undefined));
  const [state, setState] = useState<StatesState>(NONE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state is a reason to read again
  useEffect(() => {
    if (!network || !program) return;
    let current = true;
    network.getStates(program).then(
      (states) => current && setState({ program, states, error: null }),
      (error: unknown) => current && setState({ program, states: [], error }),
    );
    return () => {
      current = false;
    };
  }, [network, program, latest]);
  return state.program === program ? state : NONE;
}
