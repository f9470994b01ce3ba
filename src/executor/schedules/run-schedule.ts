import type { Engine, InspectedState, QueueRunOutput } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import { replyIn, runBlockHere, runReplyHere } from '../run-block-here.ts';
import type { ExploreParameters, MessageAnswer, Outcome, ProgramEnd, QuestionReply, Schedule } from './exploration.ts';
import { scheduleBlocks } from './schedule-blocks.ts';

/** Runs the messages in that order on the engine's chain and tells how it ends. The chain is not put back. */
export function runSchedule(
  engine: Engine,
  { messages, start, questions }: Pick<ExploreParameters, 'messages' | 'start' | 'questions'>,
  schedule: Schedule,
): Outcome {
  const { blocks, ids } = scheduleBlocks(messages, schedule, start);
  const ran = blocks.map((block, index) => {
    const states = index === blocks.length - 1 ? ('all' as const) : ('none' as const);
    return runBlockHere(engine, { ...block, states });
  });
  const runs = ran.flatMap(({ runs }) => runs);
  const { height, timestamp, states } = (ran.at(-1) as (typeof ran)[number]).block;
  return {
    answers: messages.map((_, index) => answerTo(ids[index] as Hex, runs)),
    programs: Object.entries(states).map(([program, state]) => programEnd(program as Hex, state)),
    replies: questions.map((question): QuestionReply => {
      const output = runReplyHere(engine, { ...question, value: '0', height, timestamp });
      if (output.status === 'noReply') return output;
      const { code, payload } = output.reply;
      return { status: 'replied', code, payload };
    }),
    sent: ran
      .flatMap(({ block }) => block.transitions)
      .flatMap(({ actor, messages }) =>
        messages.flatMap(({ destination, payload, value, reply }) =>
          reply ? [] : [{ program: actor, destination, payload, value }],
        ),
      )
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

/**
 * What makes two ends the same: every message has the same answer, every program the same status and Free Balance, every
 * question the same reply, and users were sent the same. Message ids and order are left out, and so is what depends on
 * gas, unless state hashes are to be the same too.
 */
export function outcomeKey({ answers, programs, replies, sent }: Outcome, compareStates: boolean): string {
  const ends = programs.map(({ program, status, initialized, freeBalance, stateHash }) => [
    program,
    status,
    initialized,
    freeBalance,
    compareStates && stateHash,
  ]);
  return JSON.stringify([answers, ends, replies, sent]);
}

function answerTo(id: Hex, runs: QueueRunOutput[]): MessageAnswer {
  const reply = replyIn(runs, id);
  if (reply) return { status: 'replied', code: reply.code, payload: reply.payload, value: reply.value };
  const hasRun = runs.some(({ burns }) => burns.some(({ messageId }) => messageId === id));
  const hasEnded = runs.some(({ dispatches }) => dispatches.some((dispatch) => dispatch.id === id));
  return { status: hasRun && !hasEnded ? 'waiting' : 'unanswered' };
}

function programEnd(program: Hex, state: InspectedState): ProgramEnd {
  const { program: status, initialized, balance, executableBalance, stateHash } = state;
  return { program, status, initialized, freeBalance: balance, executableBalance, stateHash };
}
