import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { NetworkId } from '../network/network.ts';
import type { CallDraft } from '../program/form/draft.ts';
import type { IdlParser } from '../program/parse-idl.ts';
import type { Hex } from '../shared/hex.ts';
import { shortHex } from '../shared/units.ts';
import { createIdbStateStorage } from './idb-state-storage.ts';

interface ProgramState {
  /** What is known of a code, by its id. */
  codes: Record<Hex, KnownCode>;
  /** Names of programs, for people. */
  labels: Record<Hex, string>;
  /** The program that the program panel shows; null = the deploy form. */
  selected: Hex | null;
  /** What was selected on the networks that are not shown now. */
  selectedOn: Partial<Record<NetworkId, Hex>>;
  /** Every program seen on each network, with its code. */
  places: Partial<Record<NetworkId, Record<Hex, Hex>>>;
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

export interface KnownCode {
  /** It was deployed under this one. */
  name: string;
  /** Its interface in Sails IDL v2, and in Solidity. */
  idl?: string;
  solidity?: string;
}

/** A program's state at a point in time, and one that it is compared with. */
export interface InspectedStates {
  program: Hex;
  /** null: the latest, whichever that is. */
  at: Hex | null;
  /** null: nothing. `previous`: the state before it. */
  against: Hex | 'previous' | null;
  /** Where `at` is in the program's history, if it was had more than once. */
  place?: number;
}

/** Names, interfaces and the choice of programs. What the chain itself knows is in the network store. */
export const useProgramStore = create<ProgramState>()(
  persist(
    (): ProgramState => ({
      codes: {},
      labels: {},
      selected: null,
      selectedOn: {},
      places: {},
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
      partialize: ({ codes, labels, selected, selectedOn, places, latest }) => ({
        codes,
        labels,
        selected,
        selectedOn,
        places,
        latest,
      }),
    },
  ),
);

const { getState, setState } = useProgramStore;

/** Keeps what is known of a code; what was known before stays where `code` does not tell it. */
export function rememberCode(codeId: Hex, { name, idl, solidity }: KnownCode): void {
  setState(({ codes }) => ({
    codes: {
      ...codes,
      [codeId]: {
        ...codes[codeId],
        name,
        ...(idl !== undefined && { idl }),
        ...(solidity !== undefined && { solidity }),
      },
    },
  }));
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

/** Shows what was selected on `to` when it was left, and keeps what is selected on `from`. */
export function swapSelection(from: NetworkId, to: NetworkId): void {
  setState(({ selected, selectedOn }) => {
    const kept = { ...selectedOn };
    if (selected) kept[from] = selected;
    else delete kept[from];
    return { selected: kept[to] ?? null, selectedOn: kept, inspected: null };
  });
}

/** What is shown when the network is chosen again. */
export function keepSelection(network: NetworkId, program: Hex): void {
  setState(({ selectedOn }) => ({ selectedOn: { ...selectedOn, [network]: program } }));
}

/** Notes which programs a network has. */
export function notePlaces(network: NetworkId, programs: Iterable<{ program: Hex; codeId: Hex }>): void {
  const codes = Object.fromEntries([...programs].map(({ program, codeId }) => [program, codeId]));
  const known = getState().places[network] ?? {};
  const isSame =
    Object.keys(known).length === Object.keys(codes).length &&
    Object.entries(codes).every(([program, codeId]) => known[program as Hex] === codeId);
  // Programs change with every message; which there are changes rarely.
  if (!isSame) setState(({ places }) => ({ places: { ...places, [network]: codes } }));
}

export interface Place {
  network: NetworkId;
  program: Hex;
}

/** Where programs with this code are, as far as this browser has seen. */
export function placesOfCode(places: ProgramState['places'], codeId: Hex): Place[] {
  return Object.entries(places).flatMap(([network, programs]) =>
    Object.entries(programs)
      .filter(([, code]) => code === codeId)
      .map(([program]) => ({ network: network as NetworkId, program: program as Hex })),
  );
}

/** After a reset of the local network: its programs are no more. Those of other networks stay, and codes. */
export function forgetLocalPrograms(): void {
  setState(({ labels, places: { local, ...places } }) => {
    const elsewhere = new Set(Object.values(places).flatMap((programs) => Object.keys(programs)));
    const gone = new Set(Object.keys(local ?? {}).filter((program) => !elsewhere.has(program)));
    return {
      labels: Object.fromEntries(Object.entries(labels).filter(([program]) => !gone.has(program))),
      places,
      selected: null,
      inspected: null,
    };
  });
}

export function useProgramLabel(): (actor: Hex) => string {
  const labels = useProgramStore((state) => state.labels);
  return (actor) => labels[actor] ?? shortHex(actor);
}
