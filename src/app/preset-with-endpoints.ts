import { NETWORK_PRESETS, type NetworkPreset } from '../network/presets.ts';
import type { Endpoints, EthereumNetworkId } from '../stores/settings-store.ts';

/** A network's preset; a node that a person entered is asked alone, in place of all of its kind. So with a converter. */
export function presetWithEndpoints(id: EthereumNetworkId, endpoints: Endpoints = {}): NetworkPreset {
  const preset = NETWORK_PRESETS[id];
  const { ethereumRpc, validatorRpc, converter } = endpoints;
  return {
    ...preset,
    ...(ethereumRpc && { ethereumRpcs: [ethereumRpc] }),
    ...(validatorRpc && { validatorRpcs: [validatorRpc] }),
    ...(converter && { converter }),
  };
}
