import { VALIDITY_WINDOW } from '../../../src/executor/injected-rules.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumHeader } from '../ethereum-chain.ts';
import type { NodeStore } from './store/node-store.ts';

/** The block and those before it that an injected transaction may refer to, as far as they are known. */
export function recentAncestors(store: NodeStore, block: EthereumHeader): Set<Hex> {
  const ancestors = new Set<Hex>();
  let current: EthereumHeader | undefined = block;
  while (current && ancestors.size < VALIDITY_WINDOW) {
    ancestors.add(current.hash);
    current = store.ethereum.header(current.parentHash);
  }
  return ancestors;
}
