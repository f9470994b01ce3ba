import type { LedgerEntry, MessageRecord, ProgramSummary } from '../../network/network.ts';
import type { Hex } from '../../shared/hex.ts';
import { type Load, type LoadMessage, type LoadProgram, scenarioOf } from './load.ts';

/** What a session has that can be run again. */
export interface Session {
  programs: ReadonlyMap<Hex, ProgramSummary>;
  messages: ReadonlyMap<Hex, MessageRecord>;
  ledger: readonly LedgerEntry[];
}

export interface ReplayablePart {
  /** Created here, by their creation: the first message initialises each. */
  programs: ProgramSummary[];
  /** Sent by people to these, oldest first. */
  messages: MessageRecord[];
  /** What cannot be run again, sentences. */
  notes: string[];
}

/** The programs that were created in the session, and what people sent to them. What these caused comes by itself. */
export function replayablePart({ programs, messages, ledger }: Session): ReplayablePart {
  const taken = new Set(
    ledger.flatMap(({ kind, program }) => (kind === 'forked' || kind === 'freeForked' ? program : [])),
  );
  const sent = [...messages.values()].filter(
    ({ causedBy, source, execution }) => !causedBy && execution && !programs.has(source) && source !== NOBODY,
  );
  const ofPeople = sent.filter(
    ({ program, route }) => route !== 'reply' && !taken.has(program) && programs.has(program),
  );
  const alive = new Set(ofPeople.map(({ program }) => program));
  const answers = sent.filter(({ route }) => route === 'reply').length;
  const notes = [
    ...(taken.size > 0 ? [`Left out: ${count(taken.size, 'program')} that came from another network.`] : []),
    ...(answers > 0 ? [`Left out: ${count(answers, 'reply', 'replies')} of people to messages in the mailbox.`] : []),
  ];
  return { programs: [...programs.values()].filter(({ program }) => alive.has(program)), messages: ofPeople, notes };
}

/**
 * The session as a load: its programs at their addresses with their balances, and their messages in their order, as
 * many times over as is wanted.
 * @param codes wasm by code id
 */
export function sessionLoad(part: ReplayablePart, { ledger, codes, times, labelOf }: SessionLoadParameters): Load {
  const first = new Map<Hex, Hex>();
  for (const { program, id } of part.messages) if (!first.has(program)) first.set(program, id);
  const isFirst = ({ program, id }: MessageRecord) => first.get(program) === id;
  const given = (address: Hex, wanted: LedgerEntry['kind']) =>
    ledger.reduce(
      (sum, { program, kind, amount }) => (program === address && kind === wanted ? sum + amount : sum),
      0n,
    );
  const programs = part.programs.map(
    ({ program, codeId }): LoadProgram => ({
      program,
      code: codeId,
      executableBalance: (given(program, 'topUp') + given(program, 'converted')) * BigInt(times),
      freeBalance: given(program, 'freeTopUp'),
      setUp: part.messages
        .filter((message) => message.program === program && isFirst(message))
        .map((message) => again(message, 0)),
    }),
  );
  const later = part.messages.filter((message) => !isFirst(message));
  const messages = Array.from({ length: times }, (_, time) => later.map((message) => again(message, time))).flat();
  const notes = [...part.notes];
  if (messages.length > MAX_MESSAGES) notes.push(`Only the first ${MAX_MESSAGES} of ${messages.length} messages.`);
  const shown = messages.slice(0, MAX_MESSAGES);
  return {
    scenario: scenarioOf(codes.keys(), programs, shown),
    codes: new Map(codes),
    setUpBlocks: 1,
    programs: programs.length,
    messages: shown.length,
    labelOf,
    notes,
  };
}

export interface SessionLoadParameters {
  ledger: readonly LedgerEntry[];
  codes: ReadonlyMap<Hex, Uint8Array>;
  times: number;
  labelOf: (program: Hex) => string;
}

/** The same message under an id of its own each time. */
function again({ program, route, id, source, payload, value }: MessageRecord, time: number): LoadMessage {
  const other: Hex = time === 0 ? id : `0x${id.slice(2, -8)}${time.toString(16).padStart(8, '0')}`;
  return { program, route: route === 'injected' ? 'injected' : 'canonical', id: other, source, payload, value };
}

function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}

const NOBODY: Hex = `0x${'00'.repeat(20)}`;
const MAX_MESSAGES = 5_000;
