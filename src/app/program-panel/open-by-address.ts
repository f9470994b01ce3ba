import { toast } from 'sonner';
import type { Network } from '../../network/network.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import { selectProgram, useProgramStore } from '../../stores/program-store.ts';
import { rememberExport } from './remember-export.ts';

/** Why `text` is no program's address; null when it may be one. */
export function addressProblem(text: string): string | null {
  return /^0x[0-9a-fA-F]{40}$/.test(text.trim()) ? null : 'A program’s address is 0x and 40 hexadecimal digits';
}

/**
 * Lists somebody else's program and shows it. Its interface is inside its code; where no node tells the code the program
 * opens without, and payloads are bytes.
 * @throws AppError `UNKNOWN_PROGRAM`
 */
export async function openByAddress(network: Network, program: Hex): Promise<void> {
  const { codeId } = await network.followProgram(program);
  selectProgram(program);
  if (useProgramStore.getState().codes[codeId]?.idl !== undefined) return;
  try {
    rememberExport(await network.exportProgram(program));
  } catch (error) {
    const { shortMessage, hint } = AppError.revive(error);
    toast.warning('Its interface could not be read, so payloads are sent and shown as bytes', {
      description: [`${shortMessage}.`, hint].filter(Boolean).join(' '),
      duration: 15_000,
    });
  }
}
