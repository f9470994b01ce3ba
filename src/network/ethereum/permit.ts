import { parseSignature } from 'viem';
import { permitTypedData } from '../../protocol/typed-data.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { formatUnits, WVARA_DECIMALS } from '../../shared/units.ts';
import { wrappedVaraAbi } from './contracts.ts';
import type { EthereumContext } from './ethereum-context.ts';

/** A signature as Solidity takes it, valid until `deadline` (seconds since the epoch). */
export interface Permit {
  deadline: bigint;
  signature: Hex;
  v: number;
  r: Hex;
  s: Hex;
}

/**
 * Has the account allow `spender` to take WVARA, by EIP-712 `Permit`.
 * @param amount WVARA units
 * @throws AppError `INSUFFICIENT_WVARA`, and as `WalletSession.signTypedData`
 */
export async function signPermit(
  context: EthereumContext,
  { title, spender, amount, deadline }: { title: string; spender: Hex; amount: bigint; deadline: bigint },
): Promise<Permit> {
  const { session, client, preset } = context;
  const owner = session.wallet.address;
  const { wvara } = await context.contracts();
  await checkWvara(context, amount);
  const nonce = await client.readContract({
    address: wvara,
    abi: wrappedVaraAbi,
    functionName: 'nonces',
    args: [owner],
  });
  const signature = await session.signTypedData(
    title,
    permitTypedData({ wvara, chainId: preset.chainId, owner, spender, value: amount, nonce, deadline }),
  );
  return { deadline, signature, ...splitSignature(signature) };
}

/** An hour from the latest block, in seconds since the epoch. */
export async function newDeadline({ client }: EthereumContext): Promise<bigint> {
  return (await client.getBlock()).timestamp + 3600n;
}

/** @throws AppError `INSUFFICIENT_WVARA` when the account holds less than `amount` */
export async function checkWvara({ session, client, contracts }: EthereumContext, amount: bigint): Promise<void> {
  const { wvara } = await contracts();
  const balance = await client.readContract({
    address: wvara,
    abi: wrappedVaraAbi,
    functionName: 'balanceOf',
    args: [session.wallet.address],
  });
  if (balance >= amount) return;
  const text = (amount: bigint) => `${formatUnits(amount, WVARA_DECIMALS, 6)} WVARA`;
  throw new AppError({
    code: 'INSUFFICIENT_WVARA',
    shortMessage: `The account has ${text(balance)}; ${text(amount)} are needed`,
    hint: 'Get WVARA for this account first.',
  });
}

/** @throws AppError `WALLET_FAILED` when it is no signature */
function splitSignature(signature: Hex): { v: number; r: Hex; s: Hex } {
  try {
    const { r, s, yParity } = parseSignature(signature);
    return { v: 27 + yParity, r, s };
  } catch (cause) {
    throw new AppError({ code: 'WALLET_FAILED', shortMessage: 'The wallet gave a malformed signature', cause });
  }
}
