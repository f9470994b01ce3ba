import { NETWORK_PRESETS } from '../network/presets.ts';

/** A chain as a person knows it, e.g. `Hoodi testnet (chain id 560048)`. */
export function chainName(chainId: number): string {
  const preset = Object.values(NETWORK_PRESETS).find((preset) => preset.chainId === chainId);
  return preset ? `${preset.name} (chain id ${chainId})` : `another chain (id ${chainId})`;
}
