import type { BlockEvent, Engine } from '../engine/engine.ts';
import { actorId, addressOfActor } from '../protocol/identifiers.ts';
import { injectedMessageId } from '../protocol/injected-transaction.ts';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { replyIn, runBlockHere } from './run-block-here.ts';

/** The message whose fate is asked for. `source` is an address, `value` in wei. */
export type MessageToPredict =
  | {
      route: 'canonical';
      id: Hex;
      source: Hex;
      payload: Uint8Array;
      value: bigint;
      /** Whether the reply is to come back as a call of the sender. */
      callReply?: boolean;
    }
  /** Its id follows from the rest. */
  | { route: 'injected'; source: Hex; payload: Uint8Array; value: bigint; salt: Hex; referenceBlock: Hex };

export interface PredictedMessage {
  id: Hex;
  destination: Hex;
  payload: Uint8Array;
  /** wei */
  value: bigint;
}

export type MessageOutcome =
  | {
      status: 'predicted';
      messageId: Hex;
      /** Rust's Debug text of the dispatch outcome, e.g. `Success`; `Waiting` when the program waits in the message. */
      outcome: string;
      /** Absent: the program waits, or answers nobody. */
      reply?: { payload: Uint8Array; value: bigint; code: Hex; codeText: string };
      /** What the message made the program send, the reply apart. */
      outgoing: PredictedMessage[];
      gasBurned: number;
      /** Whether the Executable Balance pays for it (gas × 100). */
      charged: boolean;
      /** At the end of the block, in which the program may also have handled what it sent to itself. */
      stateHashAfter: Hex;
    }
  /** `reason`: a sentence. */
  | { status: 'unavailable'; reason: string };

/** Runs a block with just this message (and top-ups before it) on the engine's chain, which holds `program` in the state `stateHash`. */
export function predictMessage(
  engine: Engine,
  { program, stateHash, topUps = [], message, height, timestamp }: PredictMessageParameters,
): MessageOutcome {
  const { id, event } = eventOf(program, message);
  const before = topUps.map(({ type, value }): BlockEvent => ({ type, program: actorId(program), value: `${value}` }));
  const events = [...before, event];
  const { block, runs } = runBlockHere(engine, { height, timestamp, events, states: 'none' });

  const burns = runs.flatMap((run) => run.burns).filter(({ messageId }) => messageId === id);
  if (burns.length === 0) return { status: 'unavailable', reason: NO_TURN };
  const sent = runs.flatMap((run) => run.sent).filter(({ cause }) => cause === id);
  const reply = replyIn(runs, id);
  return {
    status: 'predicted',
    messageId: id,
    outcome: runs.flatMap((run) => run.dispatches).find((dispatch) => dispatch.id === id)?.outcome ?? 'Waiting',
    ...(reply && {
      reply: { ...reply, payload: hexToBytes(reply.payload), value: BigInt(reply.value) },
    }),
    outgoing: sent
      .filter((message) => !message.reply)
      .map(({ id, destination, payload, value }) => ({
        id,
        destination: addressOfActor(destination),
        payload: hexToBytes(payload),
        value: BigInt(value),
      })),
    gasBurned: burns.reduce((sum, { gas }) => sum + gas, 0),
    charged: burns.every(({ charged }) => charged),
    stateHashAfter: block.transitions.find(({ actor }) => actor === actorId(program))?.newStateHash ?? stateHash,
  };
}

/** `topUp`: of the Executable Balance, WVARA units; `ownedTopUp`: of the Free Balance, wei. */
export interface TopUpToPredict {
  type: 'topUp' | 'ownedTopUp';
  value: bigint;
}

export interface PredictMessageParameters {
  /** Address */
  program: Hex;
  stateHash: Hex;
  /** What reaches the program before the message and is not in its state yet. */
  topUps?: TopUpToPredict[];
  message: MessageToPredict;
  height: number;
  /** Seconds since the epoch. */
  timestamp: number;
}

function eventOf(program: Hex, message: MessageToPredict): { id: Hex; event: BlockEvent } {
  const payload = bytesToHex(message.payload);
  const common = { program: actorId(program), source: actorId(message.source), payload, value: `${message.value}` };
  if (message.route === 'canonical') {
    const { id, callReply = false } = message;
    return { id, event: { type: 'message', ...common, id, callReply } };
  }
  const { value, salt, referenceBlock } = message;
  const id = injectedMessageId({ destination: program, payload, value, referenceBlock, salt });
  return { id, event: { type: 'injected', ...common, salt, referenceBlock } };
}

const NO_TURN =
  'The message does not get its turn in the next block: the program is not initialised, or messages before it in the queue take all the room.';
