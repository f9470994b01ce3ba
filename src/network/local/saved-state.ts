import type { StateTransition } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import { TrackedMap } from '../../shared/tracked-map.ts';
import { LocalPrograms } from './local-programs.ts';
import type { LocalProgram, LocalState } from './local-state.ts';
import type { SimulatedEthereum } from './simulated-ethereum.ts';

/** What is saved of {@link LocalState} as a whole; the rest is saved entry by entry. */
export type SavedCore = Omit<LocalState, 'programs' | 'ethereum'> & {
  ethereum: Omit<SimulatedEthereum, 'mirrors' | 'unsettled'>;
};

/** As versions 1 and 2 of the database have it: all of it as a whole. */
export type OldState = Omit<LocalState, 'programs' | 'ethereum'> & {
  programs: Map<Hex, LocalProgram>;
  ethereum: Omit<SimulatedEthereum, 'mirrors'> & { mirrors: Map<Hex, bigint> };
};

export function coreOf({ programs: _, ethereum, ...rest }: LocalState): SavedCore {
  const { mirrors: __, unsettled: ___, ...core } = ethereum;
  return { ...rest, ethereum: core };
}

/** The state out of its parts, of which none counts as changed. */
export function stateOf(
  { ethereum, ...rest }: SavedCore,
  parts: { programs: LocalProgram[]; mirrors: Map<Hex, bigint>; unsettled: StateTransition[] },
): LocalState {
  const programs = new LocalPrograms(parts.programs.map((program) => [program.summary.program, program]));
  const mirrors = new TrackedMap(parts.mirrors);
  for (const table of [programs, mirrors]) table.takeChanged();
  return { ...rest, programs, ethereum: { ...ethereum, mirrors, unsettled: parts.unsettled } };
}

/** All of it counts as changed. */
export function stateOfOld({ programs, ethereum, ...rest }: OldState): LocalState {
  const mirrors = new TrackedMap(ethereum.mirrors);
  return { ...rest, programs: new LocalPrograms(programs), ethereum: { ...ethereum, mirrors } };
}

export function isCore(value: unknown): value is SavedCore {
  return hasFields(value, ['ethereum', 'account', 'pool', 'earnings', 'settings']);
}

export function isOldState(value: unknown): value is OldState {
  return isCore(value) && hasFields(value, ['programs']);
}

function hasFields(value: unknown, fields: string[]): boolean {
  return typeof value === 'object' && value !== null && fields.every((field) => field in value);
}
