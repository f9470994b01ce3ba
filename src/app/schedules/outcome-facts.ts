import type { Outcome } from '../../executor/schedules/exploration.ts';
import type { MessageRecord } from '../../network/network.ts';
import { decodeReply } from '../../program/codec/decode-reply.ts';
import type { ProgramIdl } from '../../program/idl.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import { replyCodeDebugText } from '../../shared/reply-code-debug-text.ts';
import { ETH_DECIMALS, formatUnits, shortHex } from '../../shared/units.ts';
import { answerText, describeMessage, describeOutgoing } from '../../timeline/describe-message.ts';
import type { ExplorationResult } from './schedule-store.ts';

/** One thing that is known of how a schedule ended. */
export interface Fact {
  key: string;
  name: string;
  text: string;
  isError: boolean;
  /** Whether other schedules ended otherwise in this. */
  differs: boolean;
}

/** How people call what the facts are about. */
export interface Words {
  idlOf(program: Hex): ProgramIdl | undefined;
  labelOf(program: Hex): string;
}

/** The facts of each outcome, in the same order in all of them. */
export function outcomeFacts(result: ExplorationResult, words: Words): Fact[][] {
  const all = result.outcomes.map(
    ({ outcome }) => new Map(factsOf(outcome, result, words).map((fact) => [fact.key, fact])),
  );
  const keys = [...new Set(all.flatMap((facts) => [...facts.keys()]))];
  const differing = new Set(keys.filter((key) => new Set(all.map((facts) => facts.get(key)?.raw)).size > 1));
  return all.map((facts) =>
    keys.flatMap((key): Fact[] => {
      const fact = facts.get(key);
      if (!fact) return [];
      const { name, text, isError } = fact;
      return [{ key, name, text, isError, differs: differing.has(key) }];
    }),
  );
}

/** `raw` tells apart what a shortened text does not. */
type RawFact = Omit<Fact, 'differs'> & { raw: string };

function factsOf(outcome: Outcome, result: ExplorationResult, words: Words): RawFact[] {
  return [
    ...answers(outcome, result, words),
    ...replies(outcome, result, words),
    ...programs(outcome, result, words),
    ...sent(outcome, words),
  ];
}

function answers({ answers }: Outcome, { messages }: ExplorationResult, { idlOf }: Words): RawFact[] {
  return answers.map((answer, index) => {
    const message = messages[index] as ExplorationResult['messages'][number];
    const fact = { key: `message ${index}`, name: `Reply to ${index + 1}`, raw: JSON.stringify(answer) };
    if (answer.status === 'waiting') return { ...fact, text: 'waits inside the program', isError: false };
    if (answer.status === 'unanswered') return { ...fact, text: 'no reply', isError: message.type !== 'claim' };
    const { code, payload, value } = answer;
    const idl = idlOf(addressOfActor(message.program));
    const record = recordOf(message, {
      reply: { payload: hexToBytes(payload), value: BigInt(value), code, codeText: replyCodeDebugText(code) },
    });
    const { text, isError } = describeMessage(record, idl).answer ?? { text: 'replied', isError: false };
    const withValue = value === '0' ? '' : ` with ${formatUnits(BigInt(value), ETH_DECIMALS, 4)} ETH`;
    return { ...fact, text: `${text}${withValue}`, isError };
  });
}

function replies({ replies }: Outcome, { queries }: ExplorationResult, { labelOf }: Words): RawFact[] {
  return replies.flatMap((reply, index): RawFact[] => {
    const query = queries[index];
    if (!query) return [];
    const name = `${labelOf(query.program)} ${query.fn.name}`;
    const fact = { key: `query ${index}`, name, raw: JSON.stringify(reply) };
    if (reply.status === 'noReply') return [{ ...fact, text: reply.reason, isError: true }];
    const { code, payload } = reply;
    return [{ ...fact, ...answerText(decodeReply(query.idl, query.fn, { payload: hexToBytes(payload), code })) }];
  });
}

function programs({ programs }: Outcome, { options }: ExplorationResult, { labelOf }: Words): RawFact[] {
  return programs.flatMap(({ program, status, initialized, freeBalance, stateHash }) => {
    const label = labelOf(addressOfActor(program));
    const fact = (what: string, raw: string, text = raw, isError = false): RawFact => ({
      key: `${what} ${program}`,
      name: `${label} ${what}`,
      raw,
      text,
      isError,
    });
    const word = status === 'active' && !initialized ? 'uninitialized' : status;
    return [
      fact('status', word, word, word !== 'active'),
      fact('Free Balance', freeBalance, `${formatUnits(BigInt(freeBalance), ETH_DECIMALS, 4)} ETH`),
      ...(options.compareStates ? [fact('state', stateHash, shortHex(stateHash))] : []),
    ];
  });
}

function sent({ sent }: Outcome, { idlOf, labelOf }: Words): RawFact[] {
  if (sent.length === 0) return [];
  const texts = sent.map(({ program, destination, payload, value }) => {
    const address = addressOfActor(program);
    const outgoing = { id: program, destination, payload: hexToBytes(payload), value: BigInt(value) };
    return `${labelOf(address)}: ${describeOutgoing(outgoing, idlOf(address)).text}`;
  });
  const text = texts.length > 6 ? `${texts.slice(0, 6).join('; ')} and ${texts.length - 6} more` : texts.join('; ');
  return [{ key: 'sent', name: 'Events and messages', raw: JSON.stringify(sent), text, isError: false }];
}

/** A message that was never sent, in the form in which the views describe messages. */
export function recordOf(
  message: ExplorationResult['messages'][number],
  rest: Partial<MessageRecord> = {},
): MessageRecord {
  const payload = message.type === 'claim' ? new Uint8Array() : hexToBytes(message.payload);
  return {
    id: message.type === 'message' ? message.id : message.program,
    program: addressOfActor(message.program),
    source: addressOfActor(message.source),
    route: message.type === 'injected' ? 'injected' : message.type === 'message' ? 'canonical' : 'reply',
    payload,
    value: message.type === 'claim' ? 0n : BigInt(message.value),
    status: 'queued',
    sentAt: 0,
    outgoing: [],
    ...rest,
  };
}
