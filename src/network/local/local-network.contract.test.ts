import 'fake-indexeddb/auto';
import { testNetwork } from '../network.contract.ts';
import type { Network, NetworkEvent } from '../network.ts';
import { startNetwork } from './fixtures/start-network.ts';
import { LocalDatabase } from './local-database.ts';

testNetwork(async () => {
  let opened = await open();
  return {
    network: opened.network,
    pass: () => opened.advance(),
    async reopen() {
      opened.network.close();
      opened = await open();
      return opened.network;
    },
    stop: () => opened.network.close(),
  };
});

/** The local network as the page has it, but in this thread. */
async function open(): Promise<{ network: Network; advance(): Promise<void> }> {
  const database = await LocalDatabase.open('contract');
  const listeners = new Set<(event: NetworkEvent) => void>();
  const onEvent = (event: NetworkEvent) => {
    for (const listener of listeners) listener(event);
  };
  const { network: local, stop } = await startNetwork({ database, onEvent });
  const network: Network = {
    ...local,
    id: 'local',
    info: { id: 'local', name: 'Local', chainId: null, explorer: null, router: null, rpc: null, faucetPage: null },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      stop();
      database.close();
    },
  };
  return { network, advance: () => local.advance() };
}
