import { BaseError, type Hex } from 'viem';
import { decodeContractError, revertData } from '../../../src/network/ethereum/contract-errors.ts';

/** What a contract answered instead of doing it, with its name and arguments, e.g. `InvalidSigner(0x…, 0x…)`. */
export function contractError(data: Hex): string {
  return decodeContractError(data)?.text ?? (data === '0x' ? 'reverted without a reason' : `reverted with ${data}`);
}

/** Why a call or transaction failed, in one line: the contract's own error where there is one. */
export function failureOf(error: unknown): string {
  const data = revertData(error);
  if (data !== undefined) return contractError(data);
  if (error instanceof BaseError) return error.shortMessage;
  return error instanceof Error ? error.message : String(error);
}
