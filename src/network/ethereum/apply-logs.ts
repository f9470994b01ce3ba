import { replyId } from '../../protocol/identifiers.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import type { MessageRecord } from '../network.ts';
import type { Conversion, MirrorEvent, NativeEvent, TransactionLogs } from './chain-logs.ts';
import type { EthereumHistory } from './ethereum-history.ts';
import { type KnownProgram, newProgram } from './known-program.ts';

/** Where the logs of a transaction stand in time. */
export interface LogPlace {
  block: number;
  transaction: Hex;
  /** ms since the epoch */
  at: number;
}

/** What a transaction's logs say about one program that validators committed a transition of. */
export interface CommittedTransition {
  program: KnownProgram;
  results: Result[];
  stateHash: Hex | undefined;
}

export type Result = MirrorEvent | NativeEvent;

/** Notes a program that the Router created; one that is known already stays. */
export function noteCreation(history: EthereumHistory, program: Hex, codeId: Hex): void {
  if (!history.programs.has(program)) history.programs.set(program, newProgram(program, codeId));
}

/**
 * Notes what a transaction asked of the programs, and gives what it committed of them.
 *
 * @param firstSeen when this client sent the transaction, where it did
 */
export function applyRequests(
  history: EthereumHistory,
  { mirrors, conversions }: Pick<TransactionLogs, 'mirrors' | 'conversions'>,
  place: LogPlace,
  firstSeen: number | undefined,
): CommittedTransition[] {
  const transitions: CommittedTransition[] = [];
  const unmatched = [...conversions];
  for (const [address, events] of mirrors) {
    const program = history.programs.get(address);
    if (!program) continue;
    const results = events.filter(
      (event) => !applyRequest(history, program, event, { ...place, unmatched }, firstSeen),
    );
    if (results.length === 0) continue;
    const changed = results.find((event) => event.eventName === 'StateChanged');
    transitions.push({ program, results, stateHash: changed?.args.stateHash });
  }
  return transitions;
}

/**
 * @param unmatched the transaction's conversions whose top-up has not come yet; it is taken out
 * @returns whether it was a request
 */
function applyRequest(
  history: EthereumHistory,
  known: KnownProgram,
  event: Result,
  { block, transaction, at, unmatched }: LogPlace & { unmatched: Conversion[] },
  firstSeen: number | undefined,
): boolean {
  const { program, topUps, queued } = known;
  const announce = (message: Pick<MessageRecord, 'id' | 'source' | 'route' | 'payload' | 'value'>) => {
    const earlier = history.message(message.id)?.record;
    const record: MessageRecord = {
      program,
      status: 'queued',
      sentAt: firstSeen ?? at,
      outgoing: [],
      ...earlier,
      ...message,
      source: message.source.toLowerCase() as Hex,
      transaction,
    };
    history.set({ ...history.message(message.id), record, block });
  };
  switch (event.eventName) {
    case 'MessageQueueingRequested': {
      const { id, source, payload, value, callReply } = event.args;
      queued.push({ id, kind: 'message', block, callReply });
      announce({ id, source, route: 'canonical', payload: hexToBytes(payload), value });
      return true;
    }
    case 'ReplyQueueingRequested': {
      const { repliedTo, source, payload, value } = event.args;
      const id = replyId(repliedTo);
      queued.push({ id, kind: 'answer', block, callReply: false });
      announce({ id, source, route: 'reply', payload: hexToBytes(payload), value });
      return true;
    }
    case 'ValueClaimingRequested': {
      const id = replyId(event.args.claimedId);
      queued.push({ id, kind: 'answer', block, callReply: false });
      announce({ id, source: event.args.source, route: 'reply', payload: new Uint8Array(), value: 0n });
      return true;
    }
    case 'ExecutableBalanceTopUpRequested': {
      const amount = event.args.value;
      const index = unmatched.findIndex((conversion) => conversion.program === program && conversion.units === amount);
      const [conversion] = index < 0 ? [] : unmatched.splice(index, 1);
      const kind = conversion ? { kind: 'converted' as const, paid: conversion.paid } : { kind: 'topUp' as const };
      topUps.push({ ...kind, amount, block, settled: false });
      return true;
    }
    case 'OwnedBalanceTopUpRequested':
      topUps.push({ kind: 'freeTopUp', amount: event.args.value, block, settled: false });
      return true;
    default:
      return false;
  }
}
