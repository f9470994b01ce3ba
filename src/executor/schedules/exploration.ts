import type { BlockEvent } from '../../engine/engine.ts';
import type { BlockRecord, ChainRecord } from '../../network/network.ts';
import type { Hex } from '../../shared/hex.ts';

/**
 * What the schedule explorer does, as its users see it; types alone. It runs the same messages in many orders, each on a
 * chain of its own, and tells which different ends that has. docs/schedule-explorer.md has the rules and their sources.
 */
export interface ScheduleExplorer {
  /**
   * The same parameters give the same result, whatever the number of workers.
   * @throws AppError `NOTHING_IN_FLIGHT`, `BLOCK_REFUSED` when an event is one that no network would let through,
   *   `CODE_REFUSED`; `signal.reason`
   */
  explore(parameters: ExploreParameters): Promise<Exploration>;
  /** A scenario (docs/scenario.md) whose replay ends as the outcome's schedule did. */
  scenarioOf(base: ChainRecord, outcome: OutcomeGroup, note: ScenarioNote): ScenarioFiles;
  /** Ends its workers. */
  terminate(): void;
}

/** What the app adds to a scenario; whoever replays it passes over it. */
export interface ScenarioNote {
  title: string;
  note: string;
}

export interface ScenarioFiles {
  /** JSON */
  scenario: string;
  /** The Wasm that the scenario names, by file name: it belongs beside it. */
  codes: Map<string, Uint8Array>;
}

export interface ExploreParameters {
  /** The chain as it is before the messages. */
  base: ChainRecord;
  /** In the order in which they were sent. */
  messages: InFlight[];
  /** The block that takes up the first of them; the next ones follow it by one height and 12 seconds each. */
  start: { height: number; timestamp: number };
  /** Over how many blocks the messages may be spread, 1–4. */
  blocks: number;
  /** How many schedules are run at most. When there are no more than that, all are. */
  count: number;
  /** A whole number below 2³²: which schedules are tried when not all can be. */
  seed: number;
  /** Asked at the end of each schedule. */
  questions: Question[];
  /** Whether ends differ when state hashes do. They do whenever gas or a message id is another. */
  compareStates: boolean;
  signal?: AbortSignal;
  /** `done` of `total` schedules have been run. */
  onProgress?: (done: number, total: number) => void;
}

/** A message on its way. */
export type InFlight = Extract<BlockEvent, { type: 'message' | 'injected' | 'reply' | 'claim' }>;

/** A query: what the program would answer, which changes nothing. Ids have 32 bytes. */
export interface Question {
  program: Hex;
  source: Hex;
  payload: Hex;
}

/** For each block, the indexes of the messages that it takes up, in their order. */
export type Schedule = number[][];

export interface Exploration {
  /** The most frequent first. */
  outcomes: OutcomeGroup[];
  /** Schedules run. */
  total: number;
  /** Whether these are all the schedules that can differ. */
  isExhaustive: boolean;
}

export interface OutcomeGroup {
  outcome: Outcome;
  /** Schedules that ended so. */
  count: number;
  /** The first of them. */
  schedule: Schedule;
  /** Its blocks, with the ids that the messages got there: a scenario's, after those of the base. */
  blocks: BlockRecord[];
}

/** How a schedule ended. */
export interface Outcome {
  /** By message, in the order in which they were given. */
  answers: MessageAnswer[];
  /** Every program of the chain, by actor id. */
  programs: ProgramEnd[];
  /** By question. */
  replies: QuestionReply[];
  /** What programs sent to users besides replies, events included. Sorted, for their order is only a matter of order. */
  sent: SentToUser[];
}

export type MessageAnswer =
  | { status: 'replied'; code: Hex; payload: Hex; value: string }
  /** The program waits inside the message. */
  | { status: 'waiting' }
  /** It ran without a reply, or not at all. */
  | { status: 'unanswered' };

export interface ProgramEnd {
  program: Hex;
  status: 'active' | 'exited' | 'terminated';
  initialized: boolean;
  /** wei */
  freeBalance: string;
  /** WVARA units. What it pays for gas is a matter of order, so it does not make ends differ. */
  executableBalance: string;
  stateHash: Hex;
}

export type QuestionReply = { status: 'replied'; code: Hex; payload: Hex } | { status: 'noReply'; reason: string };

export interface SentToUser {
  program: Hex;
  destination: Hex;
  payload: Hex;
  value: string;
}
