import { startEthereum } from '../../../server/devnet/fixtures/start-ethereum.ts';
import { testNetwork } from '../network.contract.ts';
import { createMemoryNetworkStorage } from './memory-network-storage.ts';

testNetwork(async () => {
  const ethereum = await startEthereum();
  const storage = createMemoryNetworkStorage();
  const first = await ethereum.open({ storage });
  await first.network.faucet?.();
  let { network } = first;
  return {
    network,
    pass: () => new Promise((resolve) => setTimeout(resolve, 100)),
    async reopen() {
      network.close();
      ({ network } = await ethereum.open({ storage, wallet: first.wallet }));
      return network;
    },
    stop: () => ethereum.stop(),
  };
});
