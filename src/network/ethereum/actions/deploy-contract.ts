import type { Account, Chain, PublicClient, Transport, WalletClient } from 'viem';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';

export interface DeployContractContext {
  ethereum: PublicClient;
  wallet: WalletClient<Transport, Chain, Account>;
}

/**
 * Puts a contract without constructor arguments on Ethereum and waits until it is in a block.
 * @param bytecode what creates it; at most 49,152 bytes (EIP-3860)
 * @returns its address, lower case
 * @throws AppError `CONTRACT_NOT_DEPLOYED`; viem's errors of wallet and RPC
 */
export async function deployContract(
  { ethereum, wallet }: DeployContractContext,
  bytecode: Uint8Array,
): Promise<{ address: Hex }> {
  if (bytecode.length === 0 || bytecode.length > MAX_INITCODE) {
    throw refused(`It has ${bytecode.length} bytes; Ethereum takes 1 to ${MAX_INITCODE}.`);
  }
  const hash = await wallet.sendTransaction({ data: bytesToHex(bytecode) });
  const receipt = await ethereum.waitForTransactionReceipt({ hash });
  const address = receipt.contractAddress;
  if (receipt.status !== 'success' || !address) throw refused(`Transaction ${hash} was reverted.`);
  return { address: address.toLowerCase() as Hex };
}

/** EIP-3860 */
const MAX_INITCODE = 49_152;

function refused(details: string): AppError {
  return new AppError({
    code: 'CONTRACT_NOT_DEPLOYED',
    shortMessage: 'Ethereum did not take the contract',
    details,
    hint: 'A contract needs code that runs without arguments, and enough gas.',
  });
}
