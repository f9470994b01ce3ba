import { useEffect, useState } from 'react';
import type { CalculateReplyResult } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { useNetwork } from '../stores/network-store.ts';

export type Answer =
  | { status: 'none' | 'asking' }
  | { status: 'answered'; result: CalculateReplyResult }
  | { status: 'failed'; error: unknown };

/** Whoever holds an arrow key passes many states: only where one stays is anything asked. */
const PAUSE = 120;

/** What the program answered to `payload` in a state; `none` while there is no payload or no state. */
export function useAnswer(program: Hex, stateHash: Hex | undefined, payload: Uint8Array | null): Answer {
  const network = useNetwork((state) => state.network);
  const [answer, setAnswer] = useState<Answer>({ status: 'none' });
  useEffect(() => {
    setAnswer({ status: 'none' });
    if (!network || !stateHash || !payload) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      setAnswer({ status: 'asking' });
      network.calculateReply({ program, payload, value: 0n, stateHash }).then(
        (result) => isCurrent && setAnswer({ status: 'answered', result }),
        (error: unknown) => isCurrent && setAnswer({ status: 'failed', error }),
      );
    }, PAUSE);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [network, program, stateHash, payload]);
  return answer;
}
