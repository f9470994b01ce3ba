import type { NetworkInfo } from '../network/network.ts';
import { type ExplorerPage, explorerUrl } from '../shared/explorer-url.ts';
import { useNetwork } from './network-store.ts';

/** A function that finds the page of the selected network's explorer, or undefined where there is none. */
export function useExplorer(): (kind: ExplorerPage, value: string | number | undefined) => string | undefined {
  const explorer = useNetwork((state): NetworkInfo['explorer'] => state.network?.info.explorer ?? null);
  return (kind, value) => (value === undefined ? undefined : explorerUrl(explorer, kind, value));
}
