import type { Network } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { compileInterface } from './compile-interface.ts';

/**
 * Compiles a program's Solidity interface and puts it on Ethereum.
 * @param solidity as the build gives it
 * @returns the address, for `abiInterface` of `createProgram`
 * @throws AppError `NO_CONTRACTS_HERE`, as {@link compileInterface}, and what the network throws
 */
export async function deployAbiInterface(network: Network, solidity: string, signal?: AbortSignal): Promise<Hex> {
  if (!network.deployContract) {
    throw new AppError({
      code: 'NO_CONTRACTS_HERE',
      shortMessage: `There are no contracts on the network ${network.info.name}`,
      hint: 'Deploy the program without its Solidity interface, or switch to a network on Ethereum.',
    });
  }
  const { abiContract } = await compileInterface(solidity, signal);
  const { address } = await network.deployContract(abiContract.bytecode);
  return address;
}
