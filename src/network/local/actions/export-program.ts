import { AppError } from '../../../shared/app-error.ts';
import type { Hex } from '../../../shared/hex.ts';
import type { ProgramExport } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';

/** @throws AppError `UNKNOWN_PROGRAM` */
export async function exportProgram(context: LocalContext, address: Hex): Promise<ProgramExport> {
  programAt(context, address);
  throw new AppError({ code: 'STATE_UNREADABLE', shortMessage: 'Not there yet' });
}
