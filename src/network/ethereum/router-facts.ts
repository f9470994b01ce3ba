import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { NetworkPreset } from '../presets.ts';
import { routerAbi } from './contracts.ts';
import type { EthereumClient } from './ethereum-client.ts';
import type { Contracts } from './ethereum-context.ts';
import type { ValidatorApi } from './validator-api.ts';

/**
 * The contracts of a network: the Router as the preset or, on a development network, the node has it, and what it names.
 * @throws AppError `NO_ROUTER` when there is none at that address, and what RPC and validator fail with
 */
export async function findContracts(
  { router: preset, name }: NetworkPreset,
  client: EthereumClient,
  api: ValidatorApi,
): Promise<Contracts> {
  const router = (preset ?? (await api.router())).toLowerCase() as Hex;
  const code = await client.getCode({ address: router });
  if (!code || code === '0x') {
    throw new AppError({
      code: 'NO_ROUTER',
      shortMessage: `${name} has no Router at ${router}`,
      details: 'There is no contract at that address on the chain that the RPC answers for.',
      hint: 'Check that the RPC in the settings belongs to this network.',
    });
  }
  const contract = { address: router, abi: routerAbi } as const;
  const [wvara, genesis] = await Promise.all([
    client.readContract({ ...contract, functionName: 'wrappedVara' }),
    client.readContract({ ...contract, functionName: 'genesisBlockHash' }),
  ]);
  return { router, wvara: wvara.toLowerCase() as Hex, genesis };
}

/** Of the current era, lower case. */
export async function readValidators(client: EthereumClient, router: Hex): Promise<Hex[]> {
  const validators = await client.readContract({ address: router, abi: routerAbi, functionName: 'validators' });
  return validators.map((address) => address.toLowerCase() as Hex);
}
