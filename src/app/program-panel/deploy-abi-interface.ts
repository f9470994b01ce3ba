import type { SolidityResult } from '../../build/solidity/compile-abi-contract.ts';
import { compileSolidity } from '../../build/solidity/compile-solidity.ts';
import type { Network } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';

/**
 * Compiles a program's Solidity interface and puts it on Ethereum.
 * @param solidity as the build gives it
 * @returns the address, for `abiInterface` of `createProgram`
 * @throws AppError `NO_CONTRACTS_HERE`, `SOLIDITY_REFUSED`, and what the compiler's thread and the network throw
 */
export async function deployAbiInterface(network: Network, solidity: string, signal?: AbortSignal): Promise<Hex> {
  if (!network.deployContract) {
    throw new AppError({
      code: 'NO_CONTRACTS_HERE',
      shortMessage: `There are no contracts on the network ${network.info.name}`,
      hint: 'Deploy the program without its Solidity interface, or switch to a network on Ethereum.',
    });
  }
  const result = await compileSolidity(solidity, signal && { signal });
  if (result.status === 'failed') throw refused(result.diagnostics);
  const { address } = await network.deployContract(result.abiContract.bytecode);
  return address;
}

function refused(diagnostics: Extract<SolidityResult, { status: 'failed' }>['diagnostics']): AppError {
  return new AppError({
    code: 'SOLIDITY_REFUSED',
    shortMessage: 'The Solidity interface does not compile',
    details: diagnostics.map(({ rendered }) => rendered).join('\n'),
    hint: 'A name that is a word of Solidity may be the reason: rename it in the program, or deploy without the interface.',
  });
}
