import { AppError } from '../../../shared/app-error.ts';
import type { ProgramExport, ProgramSummary } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';

/** @throws AppError `BAD_PROGRAM_EXPORT` */
export async function forkProgram(context: LocalContext, { program }: ProgramExport): Promise<ProgramSummary> {
  programAt(context, program);
  throw new AppError({ code: 'BAD_PROGRAM_EXPORT', shortMessage: 'Not there yet' });
}
