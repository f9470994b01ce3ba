import type { StateTransition } from '../../../src/engine/engine.ts';
import type { TransitionCommitment } from '../../../src/protocol/batch-commitment.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { ZERO_HASH } from './own-block.ts';

/**
 * Transitions of several blocks as one for each program, as a node of release 2.0.0 commits them
 * (ethexe/consensus/src/validator/batch): the last state, all messages and claims in order, the sum of the values, the
 * inheritor of the last exit. Programs keep the order in which they first appear, but those that return value to the
 * Router come first, so that the Router can pay the others.
 */
export function squashTransitions(transitions: readonly StateTransition[]): TransitionCommitment[] {
  const byActor = new Map<Hex, TransitionCommitment & { sum: bigint }>();
  for (const transition of transitions) {
    const { newStateHash, exited, messages, valueClaims } = toCommitment(transition);
    const magnitude = BigInt(transition.valueToReceive);
    const value = transition.valueToReceiveNegative ? -magnitude : magnitude;
    const known = byActor.get(transition.actor);
    if (!known) {
      byActor.set(transition.actor, { ...toCommitment(transition), sum: value });
      continue;
    }
    known.newStateHash = newStateHash;
    known.messages.push(...messages);
    known.valueClaims.push(...valueClaims);
    known.sum += value;
    if (exited) Object.assign(known, { exited, inheritor: lastTwentyBytes(transition.inheritor) });
  }
  return [...byActor.values()]
    .map(({ sum, ...commitment }) => ({
      ...commitment,
      valueToReceive: sum < 0n ? -sum : sum,
      valueToReceiveNegativeSign: sum < 0n,
    }))
    .sort((a, b) => Number(b.valueToReceiveNegativeSign) - Number(a.valueToReceiveNegativeSign));
}

function toCommitment(transition: StateTransition): TransitionCommitment {
  return {
    actorId: lastTwentyBytes(transition.actor),
    newStateHash: transition.newStateHash,
    exited: transition.exited,
    inheritor: lastTwentyBytes(transition.inheritor),
    valueToReceive: 0n,
    valueToReceiveNegativeSign: false,
    valueClaims: transition.valueClaims.map(({ id, destination, value }) => ({
      messageId: id,
      destination: lastTwentyBytes(destination),
      value: BigInt(value),
    })),
    messages: transition.messages.map(({ id, destination, payload, value, call, reply }) => ({
      id,
      destination: lastTwentyBytes(destination),
      payload,
      value: BigInt(value),
      replyDetails: reply ? { to: reply.to, code: reply.code } : { to: ZERO_HASH, code: '0x00000000' },
      call,
    })),
  };
}

/** An id as the address that Ethereum makes of it. */
function lastTwentyBytes(actor: Hex): Hex {
  return `0x${actor.slice(-40)}`;
}
