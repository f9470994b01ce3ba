import type { Predictor, PredictParameters } from '../../executor/predictor.ts';
import type { Hex } from '../../shared/hex.ts';
import type { Prediction } from '../network.ts';
import type { EthereumClient } from './ethereum-client.ts';

export type MessagePredictor = Pick<Predictor, 'predict' | 'calculateReply' | 'terminate'>;

type Again = Pick<
  Extract<Prediction, { status: 'predicted' }>,
  'reply' | 'gasBurned' | 'stateHashBefore' | 'stateHashAfter' | 'height'
>;

/** Blocks before the last one in question that are tried: a batch seldom reaches back further. */
const DEPTH = 6;

/**
 * Predicts a message anew for each block that it may have run in, the latest first, until one gives the state `wanted`.
 * @returns that prediction; when no block gives it, the one for the last block, which then really differs. Undefined when
 *   nothing can be predicted there.
 */
export async function predictForBlocks(
  predictor: MessagePredictor,
  request: PredictParameters,
  { client, last, wanted }: { client: EthereumClient; last: number; wanted: Hex },
): Promise<Again | undefined> {
  let latest: Again | undefined;
  for (let height = last; height > Math.max(last - DEPTH, 0); height--) {
    const { timestamp } = await client.getBlock({ blockNumber: BigInt(height) });
    const predicted = await predictor.predict({ ...request, height, timestamp: Number(timestamp) });
    if (predicted.status !== 'predicted') return latest;
    const { reply, gasBurned, stateHashAfter } = predicted;
    const again = { gasBurned, stateHashBefore: request.stateHash, stateHashAfter, height, ...(reply && { reply }) };
    if (stateHashAfter === wanted) return again;
    latest ??= again;
  }
  return latest;
}
