import type { Hex } from '../../shared/hex.ts';
import type { EthereumContext } from './ethereum-context.ts';
import { settledStates } from './settled-states.ts';

/**
 * Height and time (seconds since the epoch) of the block that settled a state; those of the latest block where that is
 * not known.
 */
export async function clockOfState(
  context: EthereumContext,
  program: Hex,
  stateHash: Hex,
): Promise<{ height: number; timestamp: number }> {
  const point = settledStates(context.history, program).findLast((point) => point.stateHash === stateHash);
  return point ?? latestClock(context);
}

export async function latestClock({ client }: EthereumContext): Promise<{ height: number; timestamp: number }> {
  const { number, timestamp } = await client.getBlock();
  return { height: Number(number), timestamp: Number(timestamp) };
}
