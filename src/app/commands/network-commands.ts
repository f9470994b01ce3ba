import { toast } from 'sonner';
import { NETWORK_IDS, NETWORK_NAMES } from '../../stores/network-names.ts';
import { reloadNetwork, useNetwork } from '../../stores/network-store.ts';
import { forgetLocalPrograms } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { selectNetwork } from '../networks.ts';
import type { Command } from './command.ts';

const isLocal = () => useNetwork.getState().controls !== null;

export const advance: Command = {
  id: 'network.advance',
  title: 'Make an Ethereum block now',
  isEnabled: isLocal,
  perform: async () => useNetwork.getState().controls?.advance(1),
};

/** Whether coins are given here: on public networks nobody does. */
function hasFaucet(): boolean {
  const { network } = useNetwork.getState();
  return network?.faucet !== undefined && (network.id === 'local' || network.id === 'devnet');
}

export const faucet: Command = {
  id: 'network.faucet',
  title: 'Get test ETH and WVARA',
  isEnabled: hasFaucet,
  perform: async () => {
    await useNetwork.getState().network?.faucet?.();
    toast('Test ETH and WVARA added to the account');
  },
};

export const reset: Command = {
  id: 'network.reset',
  title: 'Reset the local network',
  isEnabled: isLocal,
  perform: async () => {
    if (!confirm('Forget all programs, messages and balances of the local network? Files stay as they are.')) return;
    await useNetwork.getState().controls?.reset();
    forgetLocalPrograms();
    // Without a network there is nothing to read again: it has to start anew.
    if (!useNetwork.getState().network) location.reload();
    await reloadNetwork();
    toast('The local network starts anew');
  },
};

/** One for each network. */
export const networkSwitches: readonly Command[] = NETWORK_IDS.map((id) => ({
  id: `network.select.${id}`,
  title: `Switch to ${NETWORK_NAMES[id]}`,
  isEnabled: () => useSettings.getState().network !== id,
  perform: (services) => selectNetwork(services, id),
}));
