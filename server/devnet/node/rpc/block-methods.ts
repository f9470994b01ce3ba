import type { Hex } from '../../../../src/shared/hex.ts';
import type { EthereumBlock } from '../../ethereum-chain.ts';
import type { OwnChain } from '../own-chain.ts';
import { requestEvents } from './event-json.ts';
import { type Method, method } from './method.ts';
import { hash, optional } from './params.ts';
import { databaseError } from './rpc-error.ts';

/** `block_…` and `routerAddress`: Ethereum as the node has taken it in. */
export function blockMethods(chain: OwnChain, router: Hex): Record<string, Method> {
  const blockAt = (at: Hex | undefined): EthereumBlock => {
    const block = chain.store.ethereum.get(at ?? chain.head.anchor.hash);
    if (!block) throw databaseError('Requested block is not synced');
    return block;
  };
  return {
    block_header: method([['hash', optional(hash)]], ([at]) => {
      const { hash, height, timestamp, parentHash } = blockAt(at);
      return [hash, { height, timestamp, parent_hash: parentHash }];
    }),
    block_events: method([['block_hash', optional(hash)]], ([at]) => requestEvents(blockAt(at))),
    routerAddress: method([], () => router),
  };
}
