import type { Hex } from '../../../shared/hex.ts';
import type { StatePoint } from '../../network.ts';
import { type EthereumContext, latestStateHash, programAt } from '../ethereum-context.ts';
import { settledStates } from '../settled-states.ts';

/**
 * The states that were settled, as far as this client has followed the program: what has a reply or was booked in the
 * ledger tells of them. The present one is the last in any case.
 * @throws AppError `UNKNOWN_PROGRAM`
 */
export async function getStates(context: EthereumContext, address: Hex): Promise<StatePoint[]> {
  const { program } = await programAt(context, address);
  const stateHash = await latestStateHash(context, program);
  const known = settledStates(context.history, program);
  if (known.at(-1)?.stateHash === stateHash) return known;
  const { height = 0, timestamp = 0 } = context.follower.head ?? {};
  return [...known, { program, stateHash, height, timestamp, at: timestamp * 1000, causes: [] }];
}
