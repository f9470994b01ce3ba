import { keccak256 } from '../../protocol/hashes.ts';
import type { ProgramStateHead } from '../../protocol/program-state.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';
import { replyCodeDebugText } from '../../shared/reply-code-debug-text.ts';
import type { OutgoingMessage, Reply, Settlement } from '../network.ts';
import type { CommittedTransition, LogPlace, Result } from './apply-logs.ts';
import type { EthereumHistory } from './ethereum-history.ts';

/** To this address programs send what becomes an Ethereum log. */
const EVENT_ADDRESS: Hex = `0x${'ff'.repeat(20)}`;

/**
 * Takes over what validators committed of one program.
 *
 * Ethereum does not say which messages ran, only what came out of it. What was asked for up to `committedHeight` has been
 * taken in; what has a reply has run. `alone` adds certainty: nothing else can have run.
 */
export function settleTransition(
  history: EthereumHistory,
  { program, results, stateHash }: CommittedTransition,
  { place, committedHeight, before, after, alone }: SettleParameters,
): void {
  const { block, transaction, at } = place;
  if (stateHash) program.stateHash = stateHash;
  if (after?.program === 'exited') program.exited = true;
  const settlement: Settlement = { transaction, stateHash: program.stateHash };
  const settled = { settledAt: at, settledBlock: block, status: 'settled' as const };

  const replies = new Map<Hex, Reply>();
  for (const event of results) {
    if (event.eventName !== 'Reply') continue;
    const { replyTo, payload, value, replyCode } = event.args;
    const codeText = replyCodeDebugText(replyCode);
    replies.set(replyTo, { payload: hexToBytes(payload), value, code: replyCode, codeText });
  }
  for (const [id, reply] of replies) {
    history.update(id, { ...settled, reply, settlement: { ...settlement, reply } });
  }

  const taken = program.queued.filter((request) => request.block <= committedHeight);
  for (const topUp of program.topUps) topUp.settled ||= topUp.block <= committedHeight;
  const left = taken.filter(({ id, kind, callReply }) => {
    if (replies.has(id)) return false;
    const mayWait = kind === 'message' && (!after || after.waitlist || after.canonicalQueue.size > 0);
    if (!mayWait || (callReply && !after?.waitlist)) {
      history.update(id, { ...settled, settlement });
      return false;
    }
    if (after?.waitlist) history.update(id, { status: 'waiting', reason: WAITS_INSIDE });
    return true;
  });
  program.queued = [...left, ...program.queued.filter((request) => request.block > committedHeight)];

  const isQuiet = before && !before.waitlist && !before.stash && queueSize(before) === 0;
  const isKnown = alone && isQuiet && left.length === 0 && taken.every(({ id }) => replies.has(id));
  if (!isKnown) program.ran = null;
  else program.ran?.push(...replies.keys());
  if (isKnown) attributeOutgoing(history, results, transaction);
}

export interface SettleParameters {
  place: LogPlace;
  /** Ethereum's block up to which requests are part of it. */
  committedHeight: number;
  /** The states around it; undefined where no validator tells them. */
  before: ProgramStateHead | undefined;
  after: ProgramStateHead | undefined;
  /** The batch has a transition of no other program, so no program can have sent this one a message. */
  alone: boolean;
}

const WAITS_INSIDE = 'The program waits inside this message, for a reply or a wake-up.';

function queueSize({ canonicalQueue, injectedQueue }: ProgramStateHead): number {
  return canonicalQueue.size + injectedQueue.size;
}

/** A run's messages go out in its order, its reply last: what stands before a reply was sent by the replying message. */
function attributeOutgoing(history: EthereumHistory, results: Result[], transaction: Hex): void {
  let outgoing: OutgoingMessage[] = [];
  for (const event of results) {
    if (event.eventName === 'Message') {
      const { id, destination, payload, value } = event.args;
      outgoing.push({ id, destination: destination.toLowerCase() as Hex, payload: hexToBytes(payload), value });
    } else if (event.eventName === 'native') {
      const { payload, logIndex } = event;
      outgoing.push({ id: nameOf(transaction, logIndex), destination: EVENT_ADDRESS, payload, value: 0n });
    } else if (event.eventName === 'Reply') {
      if (outgoing.length > 0) history.update(event.args.replyTo, { outgoing });
      outgoing = [];
    }
  }
}

/** Ethereum does not tell the id of a message that became a log; this names it by its place. */
function nameOf(transaction: Hex, logIndex: number): Hex {
  return bytesToHex(keccak256(new Uint8Array([...hexToBytes(transaction), logIndex >> 8, logIndex & 255])));
}
