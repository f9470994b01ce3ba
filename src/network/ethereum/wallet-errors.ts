import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { ETH_DECIMALS, formatUnits } from '../../shared/units.ts';
import type { NetworkPreset } from '../presets.ts';

/** What the wallet failed with, in plain words. */
export function explainWalletError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  let cause: unknown = error;
  for (let depth = 0; depth < 8 && typeof cause === 'object' && cause !== null; depth++) {
    const code = 'code' in cause ? cause.code : undefined;
    if (code === 4001 || ('name' in cause && cause.name === 'UserRejectedRequestError')) {
      return new AppError({ code: 'USER_REJECTED', shortMessage: 'It was rejected in the wallet', cause: error });
    }
    if (code === 4200 || code === -32_601) {
      return new AppError({ code: 'CANNOT_SIGN', shortMessage: 'The wallet has no such signatures', cause: error });
    }
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return new AppError({
    code: 'WALLET_FAILED',
    shortMessage: 'The wallet could not do it',
    details: error instanceof Error ? error.message : JSON.stringify(error),
    hint: 'Look into the wallet, then try again.',
    cause: error,
  });
}

/** Both in wei. */
export function insufficientFunds(needed: bigint, balance: bigint): AppError {
  const eth = (amount: bigint) => `${formatUnits(amount, ETH_DECIMALS, 6)} ETH`;
  return new AppError({
    code: 'INSUFFICIENT_FUNDS',
    shortMessage: `The account has ${eth(balance)}; ${eth(needed)} are needed`,
    details: 'Ethereum’s own gas is included at the highest price that it may come to.',
    hint: 'Get ETH for this account first.',
  });
}

export function reverted(hash: Hex): AppError {
  return new AppError({
    code: 'TRANSACTION_FAILED',
    shortMessage: 'The transaction was reverted',
    details: `Transaction ${hash}. The contract had accepted it a moment before; something else came in between.`,
    hint: 'Try again.',
  });
}

export function wrongChain({ name, chainId }: NetworkPreset, actual: number): AppError {
  return new AppError({
    code: 'WRONG_CHAIN',
    shortMessage: `The wallet is on another chain than ${name}`,
    details: `The wallet’s chain has the id ${actual}, that of ${name} is ${chainId}. Nothing was sent.`,
    hint: `Switch the wallet to ${name} and try again.`,
  });
}
