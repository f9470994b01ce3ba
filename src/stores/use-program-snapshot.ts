import { useEffect, useState } from 'react';
import type { ProgramSnapshot } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { useNetwork } from './network-store.ts';

interface SnapshotState {
  snapshot: ProgramSnapshot | null;
  error: unknown;
}

/** The decoded state of a program: at `stateHash`, or the latest, read again whenever it changes. */
export function useProgramSnapshot(program: Hex | null, stateHash?: Hex): SnapshotState {
  const network = useNetwork((state) => state.network);
  const latest = useNetwork((state) => (program ? state.programs.get(program)?.stateHash : undefined));
  const wanted = stateHash ?? latest;
  const [state, setState] = useState<SnapshotState>({ snapshot: null, error: null });
  useEffect(() => {
    if (!network || !program || !wanted) return;
    let current = true;
    network.getProgram(program, stateHash).then(
      (snapshot) => current && setState({ snapshot, error: null }),
      (error: unknown) => current && setState({ snapshot: null, error }),
    );
    return () => {
      current = false;
    };
  }, [network, program, wanted, stateHash]);
  return state.snapshot !== null && state.snapshot.program !== program ? { snapshot: null, error: null } : state;
}
