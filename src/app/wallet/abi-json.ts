import { parseAbi } from 'viem';

/** A human-readable ABI as the JSON that tools read. */
export function abiJson(abi: readonly string[]): string {
  return `${JSON.stringify(parseAbi(abi), null, 2)}\n`;
}
