import type { MessageRecord, Reply } from '../network/network.ts';
import { bytesToHex } from '../shared/hex.ts';
import { groupDigits } from '../shared/units.ts';

export type LaneName = 'predicted' | 'pre-confirmed' | 'settled';

/** What each lane says of a message, field by field. */
export interface LaneComparison {
  /** Those that have said something. */
  lanes: LaneName[];
  rows: ComparedField[];
  /** Whether two lanes say different things of one field. */
  differs: boolean;
}

export interface ComparedField {
  field: 'Reply' | 'Reply code' | 'Value' | 'Gas' | 'State hash';
  /** One for each lane. */
  cells: ComparedCell[];
  differs: boolean;
}

export interface ComparedCell {
  /** undefined: this lane does not tell it. */
  text: string | undefined;
  /** Other than what the first lane that tells it says. */
  differs: boolean;
  /** Why it is not compared. */
  note?: string;
}

interface Told {
  lane: LaneName;
  reply?: Reply | undefined;
  gas?: number | undefined;
  stateHash?: string | undefined;
  /** Why the state hash may well be another than that of the lane before. */
  otherState?: string | undefined;
}

/**
 * Compares what prediction, pre-confirmation and settlement say. A Mirror keeps one state hash for all messages of a batch:
 * `batchSize`, the number of messages of this program settled by the same transaction, says whether it can be compared.
 */
export function compareLanes(message: MessageRecord, batchSize = 1): LaneComparison {
  const told = whatIsTold(message, batchSize);
  const hasValue = told.some(({ reply }) => reply !== undefined && reply.value > 0n);
  const rows = [
    row('Reply', told, ({ reply }) => reply && bytesToHex(reply.payload)),
    row('Reply code', told, ({ reply }) => reply && `${reply.codeText} ${reply.code}`),
    row('Value', told, ({ reply }) => (hasValue && reply ? `${groupDigits(reply.value)} wei` : undefined)),
    row('Gas', told, ({ gas }) => (gas === undefined ? undefined : groupDigits(gas))),
    row(
      'State hash',
      told,
      ({ stateHash }) => stateHash,
      ({ otherState }) => otherState,
    ),
  ].filter(({ cells }) => cells.some(({ text }) => text !== undefined));
  return { lanes: told.map(({ lane }) => lane), rows, differs: rows.some(({ differs }) => differs) };
}

function whatIsTold(message: MessageRecord, batchSize: number): Told[] {
  const { prediction, preConfirmation, preConfirmedAt, execution, settlement } = message;
  const told: Told[] = [];
  if (prediction?.status === 'predicted') {
    const { reply, gasBurned, stateHashAfter } = prediction;
    told.push({ lane: 'predicted', reply, gas: gasBurned, stateHash: stateHashAfter });
  }
  // What ran is told with the settlement on Ethereum, with the pre-confirmation where the executors are here.
  const ran = { gas: execution?.gasBurned, stateHash: execution?.stateHashAfter };
  if (preConfirmation || (execution && !settlement && preConfirmedAt !== undefined)) {
    const reply = preConfirmation ? preConfirmation.reply : message.reply;
    told.push({ lane: 'pre-confirmed', reply, ...(!settlement && ran) });
  }
  if (settlement) {
    const { reply, stateHash = ran.stateHash } = settlement;
    told.push({ lane: 'settled', reply, gas: ran.gas, stateHash, otherState: whyOther(message, batchSize) });
  }
  return told;
}

/** A state hash that is settled need not be the one predicted, although both are right. */
function whyOther({ prediction, execution }: MessageRecord, batchSize: number): string | undefined {
  if (batchSize > 1) return 'after further messages of the same batch';
  if (prediction?.status !== 'predicted' || !execution || prediction.height === undefined) return undefined;
  if (prediction.height === execution.height) return undefined;
  const blocks = `predicted for block ${groupDigits(prediction.height)}, run by ${groupDigits(execution.height)}`;
  return `not compared: ${blocks}, and a state says at which block its messages expire`;
}

function row(
  field: ComparedField['field'],
  told: Told[],
  read: (lane: Told) => string | undefined,
  whyNot: (lane: Told) => string | undefined = () => undefined,
): ComparedField {
  const first = told.map((lane) => (whyNot(lane) ? undefined : read(lane))).find((text) => text !== undefined);
  const cells = told.map((lane): ComparedCell => {
    const text = read(lane);
    const note = whyNot(lane);
    if (note && text !== undefined && text !== first) return { text, differs: false, note };
    return { text, differs: text !== undefined && text !== first };
  });
  return { field, cells, differs: cells.some(({ differs }) => differs) };
}

/** A function that tells how many messages of the same program a message's settlement covers, itself included. */
export function countBatches(messages: Iterable<MessageRecord>): (message: MessageRecord) => number {
  const sizes = new Map<string, number>();
  const keyOf = ({ program, settlement }: MessageRecord) => settlement && `${program} ${settlement.transaction}`;
  for (const message of messages) {
    const key = keyOf(message);
    if (key) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return (message) => sizes.get(keyOf(message) ?? '') ?? 1;
}
