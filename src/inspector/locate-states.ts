import type { StatePoint } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import type { InspectedStates } from '../stores/program-store.ts';

/** What is looked at, as places in a program's history. */
export interface Located {
  /** −1: the state is not in the history. */
  index: number;
  stateHash: Hex | null;
  /** What it is compared with; null: nothing. */
  base: { index: number; stateHash: Hex } | null;
}

/** @param states oldest first */
export function locateStates(states: readonly StatePoint[], inspected: InspectedStates | null): Located {
  const at = inspected?.at ?? null;
  const index = at === null ? states.length - 1 : placeOf(states, at, inspected?.place);
  const stateHash = at ?? states[index]?.stateHash ?? null;
  const against = inspected?.against ?? null;
  if (against === null) return { index, stateHash, base: null };
  if (against !== 'previous')
    return { index, stateHash, base: { index: placeOf(states, against), stateHash: against } };
  const previous = states[index - 1];
  return { index, stateHash, base: previous ? { index: index - 1, stateHash: previous.stateHash } : null };
}

/** What is looked at after a step to `place`: the last one stands for the latest, whichever that will be. */
export function stepTo(
  states: readonly StatePoint[],
  { program, place, located, against }: StepParameters,
): InspectedStates {
  const target = Math.min(Math.max(place, 0), states.length - 1);
  const at = target === states.length - 1 ? null : (states[target]?.stateHash ?? null);
  const { base, index } = located;
  // Whoever sees what one message did sees what the next one did.
  const isPrevious = against !== null && base !== null && base.index === index - 1;
  return { program, at, against: isPrevious ? 'previous' : against, place: target };
}

interface StepParameters {
  program: Hex;
  place: number;
  located: Located;
  against: InspectedStates['against'];
}

/** A program may come back to a state that it had: `hint` is the place that is meant. */
function placeOf(states: readonly StatePoint[], stateHash: Hex, hint = -1): number {
  return states[hint]?.stateHash === stateHash ? hint : states.findLastIndex((state) => state.stateHash === stateHash);
}
