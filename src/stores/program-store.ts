import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { CallDraft } from '../program/form/draft.ts';
import type { IdlParser } from '../program/parse-idl.ts';
import type { Hex } from '../shared/hex.ts';
import { shortHex } from '../shared/units.ts';
import { createIdbStateStorage } from './idb-state-storage.ts';

interface ProgramState {
  /** What is known of a code: the name it was deployed under and its interface (Sails IDL v2). */
  codes: Record<Hex, { name: string; idl?: string }>;
  /** Names of programs, for people. */
  labels: Record<Hex, string>;
  /** The program that the program panel shows; null = the deploy form. */
  selected: Hex | null;
  /** The artifact that the deploy form offers; null = the newest of the project. */
  toDeploy: string | null;
  /** What the inspector looks at; null = the latest state of the selected program. */
  inspected: InspectedStates | null;
  /** The latest message sent from each form, by program and form. */
  latest: Record<string, Hex>;
  /** What is typed into call forms, by code and function. */
  drafts: Record<string, CallDraft>;
  /** Reads IDL texts; null until it is loaded. */
  parser: IdlParser | null;
  /** Why the parser could not be loaded. */
  parserFailure: unknown;
}

/** A program's state at two points in time. */
export interface InspectedStates {
  program: Hex;
  before: Hex;
  after: Hex;
}

/** Names, interfaces and the choice of programs. What the chain itself knows is in the network store. */
export const useProgramStore = create<ProgramState>()(
  persist(
    (): ProgramState => ({
      codes: {},
      labels: {},
      selected: null,
      toDeploy: null,
      inspected: null,
      latest: {},
      drafts: {},
      parser: null,
      parserFailure: null,
    }),
    {
      name: 'programs',
      storage: createJSONStorage(() => createIdbStateStorage('gear-exe.programs')),
      partialize: ({ codes, labels, selected, latest }) => ({ codes, labels, selected, latest }),
    },
  ),
);

const { getState, setState } = useProgramStore;

export function rememberCode(codeId: Hex, name: string, idl: string | undefined): void {
  setState(({ codes }) => ({ codes: { ...codes, [codeId]: { name, ...(idl !== undefined && { idl }) } } }));
}

/** Gives a program a name that no other has, made from `name`: counter, counter 2, … */
export function labelProgram(program: Hex, name: string): string {
  const taken = new Set(Object.values(getState().labels));
  let label = name;
  for (let n = 2; taken.has(label); n++) label = `${name} ${n}`;
  setState(({ labels }) => ({ labels: { ...labels, [program]: label } }));
  return label;
}

export function selectProgram(selected: Hex | null): void {
  setState({ selected });
}

/** Shows the deploy form with this artifact chosen. */
export function offerDeploy(toDeploy: string): void {
  setState({ toDeploy, selected: null });
}

export function saveDraft(key: string, draft: CallDraft): void {
  setState(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));
}

export function inspectState(inspected: InspectedStates | null): void {
  setState({ inspected });
}

export function forgetPrograms(): void {
  setState({ labels: {}, selected: null, inspected: null, latest: {} });
}

export function useProgramLabel(): (actor: Hex) => string {
  const labels = useProgramStore((state) => state.labels);
  return (actor) => labels[actor] ?? shortHex(actor);
}
