import type { Hex } from '../../../shared/hex.ts';
import type { StatePoint } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';
import { isThere } from '../past-state.ts';

/**
 * The states that a program went through, oldest first. Of what a version saved that kept no points, only the present
 * one is known.
 * @throws AppError `UNKNOWN_PROGRAM`
 */
export function getStates(context: LocalContext, address: Hex): StatePoint[] {
  const { program, stateHash } = programAt(context, address).summary;
  const { points, state } = context.chain;
  const known = points
    .filter((point) => point.program === program)
    .map((point): StatePoint => (isThere(context, point.stateHash) ? point : { ...point, isGone: true }));
  if (known.at(-1)?.stateHash === stateHash) return known;
  const { height, timestamp } = state.ethereum;
  return [...known, { program, stateHash, height, timestamp, at: timestamp * 1000, causes: [] }];
}
