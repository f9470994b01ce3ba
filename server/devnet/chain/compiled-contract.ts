import { readFileSync } from 'node:fs';
import type { Abi, Hex } from 'viem';
import { AppError } from '../../../src/shared/app-error.ts';

export interface CompiledContract {
  abi: Abi;
  bytecode: Hex;
}

/**
 * A contract as Gear compiled it, which the set-up took out of the published crate, or the playground's own `Converter`.
 * @throws AppError `NOT_BUILT`
 */
export function compiledContract(
  name: 'Router' | 'Mirror' | 'WrappedVara' | 'ERC1967Proxy' | 'DemoCaller' | 'Converter',
): CompiledContract {
  const url = new URL(`../../../build/contracts/${name}.json`, import.meta.url);
  try {
    return JSON.parse(readFileSync(url, 'utf8'));
  } catch (cause) {
    throw new AppError({
      code: 'NOT_BUILT',
      shortMessage: `The contract ${name} is not there`,
      hint: 'Run: npm run setup -- contracts',
      cause,
    });
  }
}
