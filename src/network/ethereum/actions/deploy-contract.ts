import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';

/** What it takes of the network: something that sends a transaction and waits until it is in a block. */
export interface DeployContractContext {
  session: {
    send(parameters: { title: string; data: Hex }): Promise<{ contractAddress?: Hex | null | undefined }>;
  };
}

/**
 * Puts a contract without constructor arguments on Ethereum and waits until it is in a block.
 * @param bytecode what creates it; at most 49,152 bytes (EIP-3860)
 * @returns its address, lower case
 * @throws AppError `CONTRACT_NOT_DEPLOYED`, and as sending a transaction does
 */
export async function deployContract(
  { session }: DeployContractContext,
  bytecode: Uint8Array,
): Promise<{ address: Hex }> {
  if (bytecode.length === 0 || bytecode.length > MAX_INITCODE) {
    throw notDeployed(`It has ${bytecode.length} bytes; Ethereum takes 1 to ${MAX_INITCODE}.`);
  }
  const { contractAddress } = await session.send({ title: 'Put a contract on Ethereum', data: bytesToHex(bytecode) });
  if (!contractAddress) throw notDeployed('The transaction is in a block, but its receipt names no contract.');
  return { address: contractAddress.toLowerCase() as Hex };
}

/** EIP-3860 */
const MAX_INITCODE = 49_152;

function notDeployed(details: string): AppError {
  return new AppError({
    code: 'CONTRACT_NOT_DEPLOYED',
    shortMessage: 'The contract is not on Ethereum',
    details,
    hint: 'Deploy the program without its Solidity interface, or make the interface smaller.',
  });
}
