import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { converterAbi, wrappedVaraAbi } from './contracts.ts';
import type { EthereumClient } from './ethereum-client.ts';
import type { Contracts, EthereumContext } from './ethereum-context.ts';

/**
 * The playground's contract that turns ether of programs into their Executable Balance (contracts/Converter.sol).
 * @throws AppError `NO_CONVERTER` when there is none for this Router at that address, and what the RPC fails with
 */
export async function findConverter(
  client: EthereumClient,
  { address, router, network }: { address: Hex; router: Hex; network: string },
): Promise<NonNullable<Contracts['converter']>> {
  const contract = { address, abi: converterAbi } as const;
  const code = await client.getCode({ address });
  if (!code || code === '0x') throw noConverter(network, `There is no contract at ${address}.`);
  const [own, weiPerUnit] = await Promise.all([
    client.readContract({ ...contract, functionName: 'router' }),
    client.readContract({ ...contract, functionName: 'weiPerUnit' }),
  ]);
  if (own.toLowerCase() === router) return { address: address.toLowerCase() as Hex, weiPerUnit };
  throw noConverter(network, `The converter at ${address} is one for the Router ${own}, not for ${router}.`);
}

/** WVARA units that it has left. */
export function reserveOf(client: EthereumClient, { wvara, address }: { wvara: Hex; address: Hex }): Promise<bigint> {
  return client.readContract({ address: wvara, abi: wrappedVaraAbi, functionName: 'balanceOf', args: [address] });
}

/** @throws AppError `NO_CONVERTER` */
export async function converterOf({
  contracts,
  preset,
}: EthereumContext): Promise<NonNullable<Contracts['converter']>> {
  const { converter } = await contracts();
  if (converter) return converter;
  throw noConverter(preset.name, 'Gear.exe has none; it is a contract of this playground, which anybody may deploy.');
}

function noConverter(network: string, details: string): AppError {
  return new AppError({
    code: 'NO_CONVERTER',
    shortMessage: `${network} has no converter`,
    details,
    hint: 'Check its address in the settings, or leave the field empty.',
  });
}
