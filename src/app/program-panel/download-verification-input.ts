import { toast } from 'sonner';
import { compileInterface } from './compile-interface.ts';

/**
 * Saves what an explorer wants to verify a deployed Solidity interface ("standard JSON input"), and tells the rest of
 * what it asks for.
 * @throws AppError as {@link compileInterface}
 */
export async function downloadVerificationInput(solidity: string): Promise<void> {
  const { abiContract, verification } = await compileInterface(solidity);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([verification.input], { type: 'application/json' }));
  link.download = `${abiContract.name}.verification.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  toast.success(`${link.download} saved`, {
    description: `Compiler ${verification.compiler}, contract ${verification.contract}, licence MIT`,
    duration: 30_000,
  });
}
