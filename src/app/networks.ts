import type { LocalNetworkControls, Network, NetworkId } from '../network/network.ts';
import { connectNetwork, leaveNetwork, reportNetworkFailure, useNetwork } from '../stores/network-store.ts';
import { notePlaces, swapSelection } from '../stores/program-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import type { Services } from './services.ts';

export interface OpenNetwork {
  network: Network;
  /** Only a simulated chain has them. */
  controls: LocalNetworkControls | null;
}

/**
 * Networks opened so far. One that is left stays open: the local chain goes on, and what is under way on Ethereum is
 * followed to its end.
 */
const opened = new Map<NetworkId, Promise<OpenNetwork>>();

/** Opens a network once, without showing it. */
export function openNetwork(services: Services, id: NetworkId): Promise<OpenNetwork> {
  const known = opened.get(id);
  if (known) return known;
  const opening = services.openNetwork(id);
  opened.set(id, opening);
  opening.then(
    ({ network }) => followTransactions(network),
    // Who asked is told; the next one who asks tries again.
    () => opened.delete(id),
  );
  return opening;
}

/** Shows another network; files, drafts and what was open there stay as they are. */
export async function selectNetwork(services: Services, id: NetworkId): Promise<void> {
  const { network } = useSettings.getState();
  if (id === network) return;
  swapSelection(network, id);
  useSettings.setState({ network: id });
  await showSelected(services);
}

/** Connects anew, after a failure or with other endpoints. */
export async function reopenNetwork(services: Services, id: NetworkId): Promise<void> {
  const before = opened.get(id);
  opened.delete(id);
  const isShown = useSettings.getState().network === id;
  if (isShown) leaveNetwork();
  await before?.then(
    ({ network }) => network.close(),
    () => {},
  );
  if (isShown) await showSelected(services);
}

/** Follows the network that is chosen in the settings; a failure is shown in its place. */
export async function showSelected(services: Services): Promise<void> {
  const id = useSettings.getState().network;
  const isCurrent = () => useSettings.getState().network === id;
  leaveNetwork();
  try {
    const { network, controls } = await openNetwork(services, id);
    if (isCurrent()) await connectNetwork(network, controls);
  } catch (error) {
    if (isCurrent()) reportNetworkFailure(error);
  }
}

/** Transactions are told of whichever network is shown: the wallet may be asking for one right now. */
function followTransactions(network: Network): void {
  if (network.info.chainId === null) return;
  // Loaded once: events must be shown in the order in which they came.
  const toasts = import('./transaction-toast.tsx');
  network.subscribe(async (event) => {
    if (event.type === 'transaction') (await toasts).showTransaction(network.info, event.transaction);
  });
}

useNetwork.subscribe(({ network, programs }, before) => {
  if (network && programs !== before.programs) notePlaces(network.id, programs.values());
});
