import type { MessageRecord } from '../network/network.ts';
import { formatDuration, groupDigits, shortHex } from '../shared/units.ts';

/** One step of a message's way to final. */
export interface Confirmation {
  name: 'predicted' | 'pre-confirmed' | 'settled' | 'final';
  /**
   * `skipped`: this message has no such step. `failed`: it came and cannot be trusted, or was not to be had.
   */
  state: 'pending' | 'reached' | 'skipped' | 'failed';
  /** ms since it was sent; absent until it is reached. For a prediction, how long it took. */
  latency?: number;
  /** In a sentence: by whom, where, or why not. */
  detail: string;
}

/**
 * How far a message is. A simulated chain predicts nothing, for it runs the message itself; on Ethereum a run of the same
 * runtime here says first what the network is going to say.
 */
export function confirmationsOf(message: MessageRecord, isSimulated: boolean): Confirmation[] {
  const steps = [preConfirmed(message, isSimulated), settled(message, isSimulated), final(message)];
  return isSimulated ? steps : [predicted(message), ...steps];
}

function predicted({ prediction, status }: MessageRecord): Confirmation {
  const name = 'predicted';
  if (!prediction) {
    return status === 'queued' || status === 'waiting'
      ? { name, state: 'pending', detail: 'No prediction yet' }
      : { name, state: 'skipped', detail: 'The network answered before a prediction was made' };
  }
  if (prediction.status === 'unavailable') return { name, state: 'failed', detail: prediction.reason };
  const { duration, gasBurned, reply } = prediction;
  const outcome = reply ? '' : '; the program waits';
  return {
    name,
    state: 'reached',
    latency: duration,
    detail: `By a run of the same runtime here: ${groupDigits(gasBurned)} gas in ${formatDuration(duration)}${outcome}`,
  };
}

function preConfirmed(message: MessageRecord, isSimulated: boolean): Confirmation {
  const { execution, preConfirmation, preConfirmedAt, sentAt, route, settledAt } = message;
  const name = 'pre-confirmed';
  if (preConfirmation) {
    const { verdict, validator, problem, at } = preConfirmation;
    const latency = Math.max(0, at - sentAt);
    return verdict === 'valid'
      ? { name, state: 'reached', latency, detail: `Signed by the validator ${validator}; the signature is valid` }
      : { name, state: 'failed', latency, detail: `The receipt of ${validator} is invalid. ${problem ?? ''}`.trim() };
  }
  if (preConfirmedAt !== undefined) {
    const { executor, duration } = execution ?? {};
    const who = executor === undefined ? 'The executors have run it' : `Run by executor #${executor}`;
    const detail = duration === undefined ? who : `${who} in ${formatDuration(duration)}`;
    return { name, state: 'reached', latency: Math.max(0, preConfirmedAt - sentAt), detail };
  }
  if (isSimulated) return { name, state: 'pending', detail: 'Not executed yet' };
  if (route !== 'injected')
    return { name, state: 'skipped', detail: 'Validators sign receipts for injected messages only' };
  return settledAt === undefined
    ? { name, state: 'pending', detail: 'No validator has answered yet' }
    : { name, state: 'skipped', detail: 'Ethereum has settled it without a receipt' };
}

function settled({ settledAt, settledBlock, settlement, sentAt }: MessageRecord, isSimulated: boolean): Confirmation {
  const name = 'settled';
  if (settledAt === undefined) {
    const detail = isSimulated ? 'Settles with the next Ethereum block' : 'Settles with the validators’ next batch';
    return { name, state: 'pending', detail };
  }
  const block = settledBlock === undefined ? '' : ` in Ethereum block ${groupDigits(settledBlock)}`;
  const transaction = settlement ? `, transaction ${shortHex(settlement.transaction)}` : '';
  return {
    name,
    state: 'reached',
    latency: Math.max(0, settledAt - sentAt),
    detail: `Settled${block}${transaction}`,
  };
}

function final({ finalAt, sentAt }: MessageRecord): Confirmation {
  return finalAt === undefined
    ? { name: 'final', state: 'pending', detail: 'Final some blocks after it is settled' }
    : { name: 'final', state: 'reached', latency: Math.max(0, finalAt - sentAt), detail: 'Cannot be undone' };
}
