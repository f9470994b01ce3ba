import type { StateTransition } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import { TrackedMap } from '../../shared/tracked-map.ts';
import { simulatedBlockHash } from './local-addresses.ts';

/**
 * The Ethereum that the local chain settles on: a height, a clock, and the ETH of the Mirrors. There are no
 * contracts behind it; it does what Router and Mirror would do with the value of a state transition.
 */
export interface SimulatedEthereum {
  /** Makes the block hashes of one chain differ from another's. 32 bytes. */
  genesis: Hex;
  height: number;
  /** Seconds since the epoch of the latest block. */
  timestamp: number;
  /** wei that each program's Mirror holds. */
  mirrors: TrackedMap<Hex, bigint>;
  /** What the executors have agreed on since the latest block. */
  unsettled: StateTransition[];
}

/** Seconds of chain time from block to block at least, however fast the blocks come. */
export const SLOT = 12;

/** Blocks after which a settled message counts as final. Real Ethereum needs 64 and more; nobody would wait here. */
export const SIMULATED_FINALITY_BLOCKS = 2;

/** How far behind the latest block clients choose the reference block of an injected transaction. */
const REFERENCE_DEPTH = 3;

export function newEthereum(genesis: Hex, nowSeconds: number): SimulatedEthereum {
  return { genesis, height: 1, timestamp: nowSeconds, mirrors: new TrackedMap(), unsettled: [] };
}

/** Makes the next block. Chain time follows the clock on the wall but never runs slower than {@link SLOT}. */
export function nextBlock(ethereum: SimulatedEthereum, nowSeconds: number): void {
  ethereum.height++;
  ethereum.timestamp = Math.max(ethereum.timestamp + SLOT, nowSeconds);
}

/** The block that a new injected transaction refers to. */
export function referenceBlock({ genesis, height }: SimulatedEthereum): { hash: Hex; height: number } {
  const referenceHeight = Math.max(0, height - REFERENCE_DEPTH);
  return { hash: simulatedBlockHash(genesis, referenceHeight), height: referenceHeight };
}

/** wei arrives at a Mirror, as plain ETH. */
export function payMirror(ethereum: SimulatedEthereum, program: Hex, amount: bigint): void {
  ethereum.mirrors.set(program, (ethereum.mirrors.get(program) ?? 0n) + amount);
}

/** What a settlement brings to accounts; actor ids of 32 bytes, the Mirror's as `from`. */
export interface Settlement {
  /** Transfers of wei, in order. */
  payments: { from: Hex; to: Hex; value: bigint }[];
  /** Messages with value that now wait in a program's mailbox. */
  mailboxed: { from: Hex; to: Hex }[];
}

/**
 * Settles what is unsettled: the Mirrors exchange value with the Router, then pay replies, claims and, when a
 * program exited, all that is left to its inheritor.
 */
export function settle(ethereum: SimulatedEthereum): Settlement {
  const { payments, mailboxed }: Settlement = { payments: [], mailboxed: [] };
  for (const transition of ethereum.unsettled.splice(0)) {
    const { actor: from } = transition;
    const received = BigInt(transition.valueToReceive);
    let held = (ethereum.mirrors.get(from) ?? 0n) + (transition.valueToReceiveNegative ? -received : received);
    const pay = (to: Hex, value: bigint) => {
      held -= value;
      if (value > 0n) payments.push({ from, to, value });
    };
    for (const { destination, value, reply } of transition.messages) {
      if (reply) pay(destination, BigInt(value));
      // A message that is no reply leaves its value with the Router until it is claimed.
      else if (BigInt(value) > 0n) mailboxed.push({ from, to: destination });
    }
    for (const { destination, value } of transition.valueClaims) pay(destination, BigInt(value));
    if (transition.exited && held > 0n) pay(transition.inheritor, held);
    if (held !== (ethereum.mirrors.get(from) ?? 0n)) ethereum.mirrors.set(from, held);
  }
  return { payments, mailboxed };
}
