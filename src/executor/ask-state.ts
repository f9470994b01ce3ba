import type { Engine, ReplyOutput } from '../engine/engine.ts';
import { actorId } from '../protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';
import { runReplyHere } from './run-block-here.ts';

export interface AskStateParameters {
  /** Address */
  program: Hex;
  /** Address */
  source: Hex;
  payload: Uint8Array;
  /** wei */
  value: bigint;
  height: number;
  /** Seconds since the epoch. */
  timestamp: number;
}

/** Finds what a program on the engine's chain would answer, in this thread; the chain stays as it is. */
export function askState(engine: Engine, parameters: AskStateParameters): ReplyOutput {
  const { program, source, payload, value, height, timestamp } = parameters;
  const addresses = { program: actorId(program), source: actorId(source) };
  return runReplyHere(engine, { ...addresses, payload: bytesToHex(payload), value: `${value}`, height, timestamp });
}
