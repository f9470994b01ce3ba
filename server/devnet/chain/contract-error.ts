import { type Abi, BaseError, decodeErrorResult, type Hex } from 'viem';
import { mirrorAbi, routerAbi, wrappedVaraAbi } from './contracts.ts';

/** What a contract answered instead of doing it, with its name and arguments, e.g. `InvalidSigner(0x…, 0x…)`. */
export function contractError(data: Hex): string {
  try {
    const abi = [...routerAbi, ...mirrorAbi, ...wrappedVaraAbi] as Abi;
    const { errorName, args = [] } = decodeErrorResult({ abi, data });
    return `${errorName}(${(args as unknown[]).join(', ')})`;
  } catch {
    return data === '0x' ? 'reverted without a reason' : `reverted with ${data}`;
  }
}

/** Why a call or transaction failed, in one line: the contract's own error where there is one. */
export function failureOf(error: unknown): string {
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : String(error);
  const withData = error.walk((cause) => typeof revertData(cause) === 'string');
  const data = withData && revertData(withData);
  return data ? contractError(data) : error.shortMessage;
}

function revertData(error: unknown): Hex | undefined {
  const { data, raw } = error as { data?: unknown; raw?: unknown };
  if (typeof raw === 'string' && raw.startsWith('0x')) return raw as Hex;
  return typeof data === 'string' && data.startsWith('0x') ? (data as Hex) : undefined;
}
