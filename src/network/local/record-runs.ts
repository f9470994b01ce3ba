import type { SentMessage } from '../../engine/engine.ts';
import type { QueueRun } from '../../executor/executor.ts';
import { gasCost } from '../../ledger/gas-cost.ts';
import { sumOfSplits } from '../../ledger/gas-split.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import { replyCodeDebugText } from '../../shared/reply-code-debug-text.ts';
import type { Execution, LedgerEntry, MessageRecord, ProgramLog } from '../network.ts';
import type { MessageRecords } from './message-records.ts';

/**
 * Writes down what a block's runs did: executions, replies and new messages into the records; burns and debug
 * output as entries that it returns.
 */
export function recordRuns(runs: RecordedRun[], context: RecordContext): { ledger: LedgerEntry[]; logs: ProgramLog[] } {
  const { records, now } = context;
  const ledger: LedgerEntry[] = [];
  const logs: ProgramLog[] = [];
  const states = statesAround(runs, context);
  runs.forEach((recorded, index) => {
    const { run } = recorded;
    const program = addressOfActor(run.item.program);
    recordExecutions(recorded, states[index] as StatesAround, context);
    for (const message of run.output.sent) recordSent(message, program, recorded, context);
    for (const { tx, payload, value, code } of run.output.promises) {
      const record = ownRecord(records, tx, program);
      // The reply of an uncharged panic travels nowhere but in its pre-confirmation.
      if (!record || record.reply) continue;
      const reply = { payload: hexToBytes(payload), value: BigInt(value), code, codeText: replyCodeDebugText(code) };
      records.update(tx, { reply });
    }
    for (const { messageId, gas, charged } of run.output.burns) {
      if (!charged) continue;
      ledger.push({ at: now, program, kind: 'burn', amount: -gasCost(gas), messageId, gasBurned: gas });
    }
    for (const { messageId, text } of run.output.logs) logs.push({ program, messageId, text, at: now });
  });
  return { ledger, logs };
}

export interface RecordedRun {
  run: QueueRun;
  queueType: 'Canonical' | 'Injected';
  /** Of its block, from 0. */
  chunk: number;
}

export interface RecordContext {
  records: MessageRecords;
  height: number;
  /** ms since the epoch */
  now: number;
  /** A program's state hash before and after the block, by actor id. */
  stateBefore(actor: Hex): Hex | undefined;
  stateAfter(actor: Hex): Hex;
  /** When a message that waits inside the program is woken at the latest. */
  expiryOf(actor: Hex, messageId: Hex): number | undefined;
  isProgram(address: Hex): boolean;
}

/** Runs kept of one message; a program may wake it without end. */
const MAX_RUNS = 64;

/** Runs of one program in one block follow each other: where one ends, the next begins. */
function statesAround(runs: RecordedRun[], context: RecordContext): StatesAround[] {
  const seen = new Set<Hex>();
  const around = runs.map(({ run: { item } }): StatesAround => {
    const isFirst = !seen.has(item.program);
    seen.add(item.program);
    const stateHashBefore = (isFirst && context.stateBefore(item.program)) || item.stateHash;
    return { stateHashBefore, stateHashAfter: context.stateAfter(item.program) };
  });
  const nextState = new Map<Hex, Hex>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const { item } = (runs[index] as RecordedRun).run;
    const next = nextState.get(item.program);
    if (next) (around[index] as StatesAround).stateHashAfter = next;
    nextState.set(item.program, item.stateHash);
  }
  return around;
}

type StatesAround = Pick<Execution, 'stateHashBefore' | 'stateHashAfter'>;

function recordExecutions(
  { run, queueType, chunk }: RecordedRun,
  states: StatesAround,
  { records, now, height, expiryOf }: RecordContext,
): void {
  const { item, output, executor, startedAt, duration } = run;
  const program = addressOfActor(item.program);
  const ended = new Map(output.dispatches.map((dispatch) => [dispatch.id, dispatch]));
  const queue = queueType === 'Injected' ? 'injected' : 'canonical';
  for (const id of new Set([...output.burns.map(({ messageId }) => messageId), ...ended.keys()])) {
    const dispatch = ended.get(id);
    if (records.get(id) && !ownRecord(records, id, program)) continue;
    const record = records.get(id) ?? unannounced(id, item.program, dispatch?.source, queueType, now);
    const burns = output.burns.filter(({ messageId }) => messageId === id);
    const gasBurned = burns.reduce((sum, { gas }) => sum + gas, 0);
    const cost = burns.reduce((sum, { gas, charged }) => (charged ? sum + gasCost(gas) : sum), 0n);
    const splits = output.splits.filter((_, index) => output.burns[index]?.messageId === id);
    const earlier = record.execution;
    // A part would be missing of a message that began before the engine told splits.
    const isWhole = !earlier || earlier.split;
    const execution: Execution = {
      outcome: dispatch?.outcome ?? 'Waiting',
      gasBurned: (earlier?.gasBurned ?? 0) + gasBurned,
      ...(isWhole && { split: sumOfSplits([...(earlier?.split ? [earlier.split] : []), ...splits]) }),
      charged: burns.every(({ charged }) => charged),
      cost: (earlier?.cost ?? 0n) + cost,
      ...states,
      executor,
      startedAt: earlier?.startedAt ?? startedAt,
      duration: (earlier?.duration ?? 0) + duration,
      height,
      runs: [
        ...(earlier?.runs ?? []).slice(1 - MAX_RUNS),
        { executor, startedAt, duration, queue, height, chunk, gasBurned },
      ],
    };
    records.set({ ...record, execution });
    if (dispatch) records.update(id, { status: 'preConfirmed', preConfirmedAt: now });
    else records.update(id, { status: 'waiting', reason: waitingInside(expiryOf(item.program, id)) });
  }
}

function recordSent(
  message: SentMessage,
  program: Hex,
  { queueType }: RecordedRun,
  { records, now, height, isProgram }: RecordContext,
): void {
  const destination = addressOfActor(message.destination);
  const payload = hexToBytes(message.payload);
  const value = BigInt(message.value);
  if (message.reply) {
    const { to, code, codeText } = message.reply;
    if (ownRecord(records, to, program)) records.update(to, { reply: { payload, value, code, codeText } });
  } else {
    const cause = ownRecord(records, message.cause, program);
    const outgoing = { id: message.id, destination, payload, value };
    if (cause) records.update(cause.id, { outgoing: [...cause.outgoing, outgoing] });
  }
  if (!isProgram(destination) || records.get(message.id)) return;
  records.set({
    id: message.id,
    program: destination,
    source: program,
    route: message.reply ? 'reply' : queueType === 'Injected' ? 'injected' : 'canonical',
    payload,
    value,
    sentAt: now,
    outgoing: [],
    causedBy: message.cause,
    ...(message.delay > 0
      ? {
          status: 'waiting',
          arrivesAt: height + message.delay,
          reason: `Sent with a delay: it arrives at block ${height + message.delay}.`,
        }
      : { status: 'queued' }),
  });
}

/**
 * The record of a message, if it is this program's. A program forked from another one's past goes on with the messages that
 * were under way there, and these have their ids from there: their records stay those of the first program.
 */
function ownRecord(records: MessageRecords, id: Hex, program: Hex): MessageRecord | undefined {
  const record = records.get(id);
  return record?.program === program ? record : undefined;
}

/** A message that nobody here sent, such as the automatic reply when a mailbox entry expires. */
function unannounced(
  id: Hex,
  actor: Hex,
  source: Hex | undefined,
  queueType: RecordedRun['queueType'],
  now: number,
): MessageRecord {
  return {
    id,
    program: addressOfActor(actor),
    source: addressOfActor(source ?? `0x${'00'.repeat(32)}`),
    route: queueType === 'Injected' ? 'injected' : 'canonical',
    payload: new Uint8Array(),
    value: 0n,
    status: 'queued',
    sentAt: now,
    outgoing: [],
  };
}

function waitingInside(expiry: number | undefined): string {
  const until = expiry === undefined ? '' : `, block ${expiry} at the latest`;
  return `The program waits inside this message, for a reply or a wake-up${until}.`;
}
