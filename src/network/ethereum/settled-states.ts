import type { Hex } from '../../shared/hex.ts';
import type { StatePoint } from '../network.ts';
import type { EthereumHistory } from './ethereum-history.ts';

/** The states of a program that were settled, as far as replies and ledger tell of them, by the block that settled them. */
export function settledStates(history: EthereumHistory, program: Hex): StatePoint[] {
  const points = new Map<string, StatePoint>();
  const pointOf = (stateHash: Hex, height: number, at: number): StatePoint => {
    const key = `${height} ${stateHash}`;
    const known = points.get(key);
    if (known) return known;
    const point: StatePoint = { program, stateHash, height, timestamp: Math.floor(at / 1000), at, causes: [] };
    points.set(key, point);
    return point;
  };
  for (const { block, entry, stateHash } of history.bookings(program)) {
    if (!stateHash) continue;
    const { kind, amount, at, gasBurned } = entry;
    const point = pointOf(stateHash, block, at);
    if (kind === 'topUp' || kind === 'freeTopUp' || kind === 'converted') point.causes.push({ kind, amount });
    if (gasBurned) point.gasBurned = (point.gasBurned ?? 0) + gasBurned;
  }
  for (const { id, program: of, settlement, settledBlock, settledAt } of history.records()) {
    if (of !== program || !settlement?.stateHash || settledBlock === undefined || settledAt === undefined) continue;
    pointOf(settlement.stateHash, settledBlock, settledAt).causes.push({ kind: 'message', messageId: id });
  }
  return [...points.values()].sort((a, b) => a.height - b.height);
}
