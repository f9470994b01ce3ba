import type { InFlight } from '../../executor/schedules/exploration.ts';
import type { ChainRecord, MessageRoute } from '../../network/network.ts';
import { actorId, canonicalMessageId } from '../../protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';

/** A message that was written for the explorer and is never sent. */
export interface ComposedMessage {
  /** Unique in the list. */
  key: number;
  /** Address */
  program: Hex;
  /** Address */
  source: Hex;
  route: MessageRoute;
  payload: Uint8Array;
  /** wei; 0 for an injected one */
  value: bigint;
}

/** The messages as the network would meet them after `base` and the messages `before`: the Mirrors go on counting. */
export function inFlight(
  composed: readonly ComposedMessage[],
  base: ChainRecord,
  before: readonly InFlight[] = [],
): InFlight[] {
  const counts = new Map<Hex, number>();
  const nextId = (program: Hex) => {
    const count = counts.get(program) ?? 0;
    counts.set(program, count + 1);
    return canonicalMessageId(program, count);
  };
  const actors = new Map(composed.map(({ program }) => [actorId(program), program]));
  for (const event of [...base.blocks.flatMap(({ events }) => events), ...before]) {
    const program = actors.get(event.program);
    if (event.type === 'message' && program) nextId(program);
  }
  return composed.map(({ program, source, route, payload, value }, index): InFlight => {
    const common = { program: actorId(program), source: actorId(source), payload: bytesToHex(payload) };
    if (route === 'canonical') {
      return { type: 'message', ...common, id: nextId(program), value: `${value}`, callReply: false };
    }
    // Its hash is its id, so that two of the same words must differ in their salt.
    const salt: Hex = `0x${index.toString(16).padStart(64, '0')}`;
    return { type: 'injected', ...common, value: '0', salt, referenceBlock: `0x${'00'.repeat(32)}` };
  });
}
