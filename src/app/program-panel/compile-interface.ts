import type { SolidityResult } from '../../build/solidity/compile-abi-contract.ts';
import { compileSolidity } from '../../build/solidity/compile-solidity.ts';
import { AppError } from '../../shared/app-error.ts';

/**
 * Compiles a program's Solidity interface, as the build gives it.
 * @throws AppError `SOLIDITY_REFUSED` with the compiler's words, and as {@link compileSolidity}
 */
export async function compileInterface(solidity: string, signal?: AbortSignal): Promise<CompiledInterface> {
  const result = await compileSolidity(solidity, signal && { signal });
  if (result.status === 'compiled') return result;
  throw new AppError({
    code: 'SOLIDITY_REFUSED',
    shortMessage: 'The Solidity interface does not compile',
    details: result.diagnostics.map(({ rendered }) => rendered).join('\n'),
    hint: 'A name may be a word of Solidity: rename it in the program, or deploy without the interface.',
  });
}

export type CompiledInterface = Extract<SolidityResult, { status: 'compiled' }>;
