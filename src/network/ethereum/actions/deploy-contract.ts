import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { EthereumContext } from '../ethereum-context.ts';

/** Puts a contract without constructor arguments on Ethereum. @throws AppError as `WalletSession.send` */
export async function deployContract({ session }: EthereumContext, bytecode: Uint8Array): Promise<{ address: Hex }> {
  const receipt = await session.send({ title: 'Deploy the contract', data: bytesToHex(bytecode) });
  if (!receipt.contractAddress) throw new RangeError(`Transaction ${receipt.transactionHash} made no contract`);
  return { address: receipt.contractAddress.toLowerCase() as Hex };
}
