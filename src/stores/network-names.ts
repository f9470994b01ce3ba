import type { NetworkId } from '../network/network.ts';

/** The networks in the order of the switch, with the short names that people see. */
export const NETWORK_NAMES: Readonly<Record<NetworkId, string>> = {
  local: 'Local',
  devnet: 'Devnet',
  hoodi: 'Hoodi',
  ethereum: 'Ethereum',
};

export const NETWORK_IDS = Object.keys(NETWORK_NAMES) as NetworkId[];

export function isNetworkId(text: string): text is NetworkId {
  return Object.hasOwn(NETWORK_NAMES, text);
}
