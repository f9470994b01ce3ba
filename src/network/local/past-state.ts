import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { EMPTY_STATE } from '../snapshot-of.ts';
import type { LocalContext } from './local-context.ts';

/** A program in a state that it had, and the block's height and time (seconds since the epoch) then. */
export interface PastState {
  codeId: Hex;
  stateHash: Hex;
  height: number;
  timestamp: number;
}

/**
 * An earlier state of a program that is still here.
 * @throws AppError `UNKNOWN_STATE`
 */
export function pastState(
  context: LocalContext,
  { program, codeId }: { program: Hex; codeId: Hex },
  stateHash: Hex,
): PastState {
  checkState(context, stateHash);
  const { points, state } = context.chain;
  const point = points.findLast((point) => point.program === program && point.stateHash === stateHash);
  const { height, timestamp } = point ?? state.ethereum;
  return { codeId, stateHash, height, timestamp };
}

/** @throws AppError `UNKNOWN_STATE` */
export function checkState(context: LocalContext, stateHash: Hex): void {
  if (!isThere(context, stateHash)) throw unknownState(stateHash);
}

/** What is dropped goes with the state's own blob. A program that nothing has happened to has a state without one. */
export function isThere({ store }: LocalContext, stateHash: Hex): boolean {
  return stateHash === EMPTY_STATE || store.has(stateHash);
}

export function unknownState(hash: Hex): AppError {
  return new AppError({
    code: 'UNKNOWN_STATE',
    shortMessage: 'This state of the program is not here (any more)',
    details: hash,
    hint: 'When the states take too much room, the oldest are dropped. Choose a later one.',
  });
}
