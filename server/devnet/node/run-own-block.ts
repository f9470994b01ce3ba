import type { BlockEvent, BlockOutput } from '../../../src/engine/engine.ts';
import { runBlock } from '../../../src/executor/block-runner.ts';
import { actorId, addressOfActor } from '../../../src/protocol/identifiers.ts';
import type { SignedReceipt } from '../../../src/protocol/receipt.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumHeader } from '../ethereum-chain.ts';
import { blockEvent, settlementAfter } from './block-events.ts';
import type { NodeRuntime } from './node-runtime.ts';
import { type OwnBlock, ownBlockHash } from './own-block.ts';
import type { PooledTransaction } from './pooled-transaction.ts';
import { type ProgramEntry, programEntry } from './program-entry.ts';
import type { ReceiptSigner } from './sign-receipt.ts';
import type { NodeStore } from './store/node-store.ts';

/**
 * Runs the block after `parent` and puts it on disk with all that came of it, in one transaction. When it throws, the engine and the
 * disk are as before.
 */
export async function runOwnBlock(
  { parent, ethereum, injected }: OwnBlockInput,
  { store, runtime, signer, programs }: OwnBlockContext,
): Promise<OwnBlockResult> {
  const anchor = ethereum ? headerOf(ethereum) : parent.anchor;
  const arrived = ethereum?.events.flatMap((event) => blockEvent(event) ?? []) ?? [];
  const events = [...injected.map(injectedEvent), ...arrived];
  const { height, timestamp } = anchor;
  const output = await runtime.attempt((runner) => runBlock({ height, timestamp, events, states: 'changed' }, runner));

  const ids = injected.map(({ id }) => id);
  const identity = { parent: parent.hash, number: parent.number + 1, anchor, injected: ids };
  const settlement = settlementAfter(parent.settlement, ethereum?.events ?? []);
  const { transitions, dispatches } = output;
  const block: OwnBlock = { hash: ownBlockHash(identity), ...identity, events, transitions, settlement };
  const changed = changedPrograms(output, events, programs);
  const receipts = output.promises.map((promise) => ({ id: promise.tx, receipt: signer.promise(promise) }));

  runtime.persist((chain, blobs) =>
    store.atomically(() => {
      if (ethereum) store.ethereum.add(ethereum);
      for (const [hash, bytes] of blobs) store.content.addBlob(hash, bytes);
      store.blocks.add(block, chain, SNAPSHOTS);
      for (const program of changed) store.blocks.setProgram(block.number, program);
      for (const id of ids) store.transactions.include(id, block.number);
      for (const { id, receipt } of receipts) store.transactions.addReceipt(id, receipt);
    }),
  );
  return { block, changed, receipts, dispatches: dispatches.length };
}

export interface OwnBlockInput {
  parent: OwnBlock;
  /** The Ethereum block to take in, if one has come. */
  ethereum: EthereumBlock | undefined;
  injected: PooledTransaction[];
}

export interface OwnBlockContext {
  store: NodeStore;
  runtime: NodeRuntime;
  signer: ReceiptSigner;
  /** By address, before the block. */
  programs: ReadonlyMap<Hex, ProgramEntry>;
}

export interface OwnBlockResult {
  block: OwnBlock;
  changed: ProgramEntry[];
  receipts: { id: Hex; receipt: SignedReceipt }[];
  /** Number of messages that came to an end. */
  dispatches: number;
}

/** Ethereum blocks that the chain can be rolled back by. */
const SNAPSHOTS = 1024;

function changedPrograms(
  { summaries }: BlockOutput,
  events: BlockEvent[],
  programs: ReadonlyMap<Hex, ProgramEntry>,
): ProgramEntry[] {
  const created = new Map(events.flatMap((event) => (event.type === 'create' ? [[event.program, event.codeId]] : [])));
  return (Object.keys(summaries) as Hex[]).flatMap((actor) => {
    const state = summaries[actor];
    const codeId = programs.get(addressOfActor(actor))?.codeId ?? created.get(actor);
    return state && codeId ? [programEntry(actor, codeId, state)] : [];
  });
}

function headerOf({ hash, parentHash, height, timestamp }: EthereumBlock): EthereumHeader {
  return { hash, parentHash, height, timestamp };
}

function injectedEvent({ destination, address, payload, value, salt, referenceBlock }: PooledTransaction): BlockEvent {
  const addresses = { program: actorId(destination), source: actorId(address) };
  return { type: 'injected', ...addresses, payload, value: value.toString(), salt, referenceBlock };
}
