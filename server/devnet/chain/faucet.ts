import { encodeFunctionData, isAddress } from 'viem';
import { wrappedVaraAbi } from '../../../src/network/ethereum/contracts.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { asOwner } from './as-owner.ts';
import { OWNER } from './development-accounts.ts';
import type { EthereumClient } from './ethereum-client.ts';

/** What one call gives. */
export const GIFT = {
  /** wei: 100 ETH */
  balance: 100n * 10n ** 18n,
  /** WVARA, 12 decimals: 100,000 */
  wvara: 100_000n * 10n ** 12n,
};

/** Beyond these nobody is given more. */
const ENOUGH = { balance: 10_000n * 10n ** 18n, wvara: 10_000_000n * 10n ** 12n };

/**
 * Gives an account ETH and WVARA; both are there when it is done.
 * @throws AppError `BAD_ADDRESS`, `RICH_ENOUGH`
 */
export async function faucet(client: EthereumClient, wvara: Hex, address: string): Promise<void> {
  if (!isAddress(address, { strict: false })) {
    throw new AppError({ code: 'BAD_ADDRESS', shortMessage: `${JSON.stringify(address)} is no Ethereum address` });
  }
  const contract = { address: wvara, abi: wrappedVaraAbi } as const;
  const [balance, held] = await Promise.all([
    client.getBalance({ address }),
    client.readContract({ ...contract, functionName: 'balanceOf', args: [address] }),
  ]);
  if (balance >= ENOUGH.balance && held >= ENOUGH.wvara) {
    throw new AppError({ code: 'RICH_ENOUGH', shortMessage: 'The faucet gives no more: this account has plenty' });
  }
  const data = encodeFunctionData({ abi: wrappedVaraAbi, functionName: 'mint', args: [address, GIFT.wvara] });
  await client.setBalance({ address, value: balance + GIFT.balance });
  const hash = await asOwner(() => client.sendTransaction({ account: OWNER, to: wvara, data, gas: 200_000n }));
  await client.waitForTransactionReceipt({ hash, timeout: 30_000 });
}
