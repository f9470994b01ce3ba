import { create } from 'zustand';
import type { Exploration, InFlight, ScheduleExplorer } from '../../executor/schedules/exploration.ts';
import type { ChainRecord } from '../../network/network.ts';
import type { ComposedMessage } from './in-flight.ts';
import type { AskedQuery } from './queries.ts';
import type { TakenMessages } from './take-latest.ts';

/** What the explorer's view shows; it goes on while another view is open. */
interface ScheduleState {
  composed: ComposedMessage[];
  /** Messages of the past; the composed ones follow them. Null: the chain as it is now. */
  taken: TakenMessages | null;
  options: ExploreOptions;
  /** Schedules run of those to run; null while none are. */
  progress: { done: number; total: number } | null;
  abort: (() => void) | null;
  result: ExplorationResult | null;
  failure: unknown;
}

export interface ExploreOptions {
  seed: number;
  count: number;
  blocks: number;
  compareStates: boolean;
}

/** An exploration and what it was made of. */
export interface ExplorationResult extends Exploration {
  base: ChainRecord;
  messages: InFlight[];
  queries: AskedQuery[];
  options: ExploreOptions;
  /** For saving outcomes. */
  explorer: Pick<ScheduleExplorer, 'scenarioOf'>;
}

export const useSchedules = create<ScheduleState>()(() => ({
  composed: [],
  taken: null,
  options: { seed: 1, count: 200, blocks: 2, compareStates: false },
  progress: null,
  abort: null,
  result: null,
  failure: null,
}));

let lastKey = 0;

export function addMessage(message: Omit<ComposedMessage, 'key'>): void {
  useSchedules.setState(({ composed }) => ({ composed: [...composed, { ...message, key: ++lastKey }] }));
}

export function removeMessage(key: number): void {
  useSchedules.setState(({ composed }) => ({ composed: composed.filter((message) => message.key !== key) }));
}

export function clearMessages(): void {
  useSchedules.setState({ composed: [], taken: null, result: null, failure: null });
}

export function setOptions(options: Partial<ExploreOptions>): void {
  useSchedules.setState((state) => ({ options: { ...state.options, ...options } }));
}
