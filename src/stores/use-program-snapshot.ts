import { useEffect, useState } from 'react';
import type { Network, ProgramSnapshot, SnapshotDetail } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { useNetwork } from './network-store.ts';

interface SnapshotState {
  snapshot: ProgramSnapshot | null;
  error: unknown;
}

/** The decoded state of a program: at `stateHash`, or the latest, read again whenever it changes. */
export function useProgramSnapshot(program: Hex | null, stateHash?: Hex, detail?: SnapshotDetail): SnapshotState {
  const network = useNetwork((state) => state.network);
  const latest = useNetwork((state) => (program ? state.programs.get(program)?.stateHash : undefined));
  const wanted = stateHash ?? latest;
  const [state, setState] = useState<SnapshotState>({ snapshot: null, error: null });
  useEffect(() => {
    if (!network || !program || !wanted) return;
    let current = true;
    ask(network, { program, stateHash, detail, wanted }).then(
      (snapshot) => current && setState({ snapshot, error: null }),
      (error: unknown) => current && setState({ snapshot: null, error }),
    );
    return () => {
      current = false;
    };
  }, [network, program, wanted, stateHash, detail]);
  return state.snapshot !== null && state.snapshot.program !== program ? { snapshot: null, error: null } : state;
}

interface Question {
  program: Hex;
  stateHash: Hex | undefined;
  detail: SnapshotDetail | undefined;
  /** What the answer is expected to be of. */
  wanted: Hex;
}

let latest: { network: Network; key: string; answer: Promise<ProgramSnapshot> } | undefined;

/** Several parts of the page ask the same at a time: it is asked once. */
function ask(network: Network, { program, stateHash, detail, wanted }: Question): Promise<ProgramSnapshot> {
  const key = [program, stateHash, detail, wanted].join();
  if (latest?.network === network && latest.key === key) return latest.answer;
  const answer = network.getProgram(program, stateHash, detail);
  latest = { network, key, answer };
  // What failed may be asked again.
  answer.catch(() => {
    if (latest?.answer === answer) latest = undefined;
  });
  return answer;
}
