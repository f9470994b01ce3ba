import { createEngine } from '../../../src/engine/create-engine.ts';
import { BlobStore } from '../../../src/executor/blob-store.ts';
import type { EthereumBlock } from '../ethereum-chain.ts';
import { type OwnBlock, ownBlockHash, ZERO_HASH } from './own-block.ts';
import type { NodeStore } from './store/node-store.ts';

/** Puts block 0 of a new chain into the store: nothing has run, and Ethereum's events after `genesis` are to come. */
export async function startChain({
  store,
  module,
  genesis,
}: {
  store: NodeStore;
  module: WebAssembly.Module;
  genesis(): Promise<EthereumBlock>;
}): Promise<OwnBlock> {
  const ethereum = await genesis();
  const { events, ...anchor } = ethereum;
  const identity = { parent: ZERO_HASH, number: 0, anchor, injected: [] };
  const settlement = { head: ZERO_HASH, batch: ZERO_HASH, requestedCodes: [] };
  const block: OwnBlock = { hash: ownBlockHash(identity), ...identity, events: [], transitions: [], settlement };
  const engine = await createEngine(module, new BlobStore());
  store.atomically(() => {
    store.ethereum.add({ ...anchor, events });
    store.blocks.add(block, engine.saveChain(), 0);
  });
  return block;
}
