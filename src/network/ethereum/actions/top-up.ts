import { encodeFunctionData } from 'viem';
import { AppError } from '../../../shared/app-error.ts';
import type { Hex } from '../../../shared/hex.ts';
import { mirrorAbi, wrappedVaraAbi } from '../contracts.ts';
import { checkAmounts, type EthereumContext, outOfRange, programAt } from '../ethereum-context.ts';
import { checkWvara, newDeadline, signPermit } from '../permit.ts';

/**
 * Moves WVARA units from the account to the Executable Balance: by a permit in one transaction, or, with a wallet that
 * signs no typed data, by an approval and a second one. It arrives with the next settled state.
 *
 * @throws AppError `UNKNOWN_PROGRAM`, `INSUFFICIENT_WVARA`, `OUT_OF_RANGE`, and as `WalletSession.send`
 */
export async function topUpExecutableBalance(context: EthereumContext, address: Hex, amount: bigint): Promise<void> {
  const { session, follower } = context;
  const { program } = await programAt(context, address);
  checkTopUp(amount);
  await checkWvara(context, amount);
  const title = 'Top up the Executable Balance';
  const receipt = await session.send({ title, to: program, data: await encode(context, program, amount) });
  await follower.caughtUp(Number(receipt.blockNumber));
}

/** Adds wei to the Free Balance: plain ETH for the Mirror. @throws AppError as above, without WVARA */
export async function topUpFreeBalance(context: EthereumContext, address: Hex, amount: bigint): Promise<void> {
  const { program } = await programAt(context, address);
  checkTopUp(amount);
  const receipt = await context.session.send({ title: 'Top up the Free Balance', to: program, value: amount });
  await context.follower.caughtUp(Number(receipt.blockNumber));
}

function checkTopUp(amount: bigint): void {
  if (amount === 0n) throw outOfRange('The amount of a top-up', 'more than 0', amount);
  checkAmounts({ value: amount });
}

async function encode(context: EthereumContext, program: Hex, amount: bigint): Promise<Hex> {
  try {
    const { deadline, v, r, s } = await signPermit(context, {
      title: 'Sign the top-up',
      spender: program,
      amount,
      deadline: await newDeadline(context),
    });
    return encodeFunctionData({
      abi: mirrorAbi,
      functionName: 'executableBalanceTopUpWithPermit',
      args: [amount, deadline, v, r, s],
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CANNOT_SIGN') throw error;
  }
  const { wvara } = await context.contracts();
  const data = encodeFunctionData({ abi: wrappedVaraAbi, functionName: 'approve', args: [program, amount] });
  await context.session.send({ title: 'Approve the top-up', to: wvara, data });
  return encodeFunctionData({ abi: mirrorAbi, functionName: 'executableBalanceTopUp', args: [amount] });
}
