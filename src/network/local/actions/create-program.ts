import { actorId } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { CreateProgramParameters } from '../../network.ts';
import { programAddress } from '../local-addresses.ts';
import type { LocalContext } from '../local-context.ts';
import { newProgram } from '../local-state.ts';
import { topUp } from './top-up.ts';

/** @throws AppError `UNKNOWN_CODE`, `PROGRAM_EXISTS`, `INSUFFICIENT_FUNDS` */
export async function createProgram(
  context: LocalContext,
  { codeId, salt, executableBalance = 0n }: CreateProgramParameters,
): Promise<{ program: Hex }> {
  const { engine, chain } = context;
  if (!engine.getInstrumentedCode(codeId)) {
    throw new AppError({
      code: 'UNKNOWN_CODE',
      shortMessage: 'The program cannot be created: its code has not been uploaded',
      details: `Code id ${codeId}`,
      hint: 'Upload the code first.',
    });
  }
  const program = programAddress(codeId, salt ?? bytesToHex(crypto.getRandomValues(new Uint8Array(32))));
  const { programs } = chain.state;
  if (programs.has(program)) {
    throw new AppError({
      code: 'PROGRAM_EXISTS',
      shortMessage: 'A program with this code and salt exists already',
      details: program,
      hint: 'Use another salt.',
    });
  }
  programs.set(program, newProgram(program, codeId));
  await chain.arrive({
    event: { type: 'create', program: actorId(program), codeId },
    undo: () => programs.delete(program),
  });
  if (executableBalance > 0n) await topUp(context, program, executableBalance, 'topUp');
  return { program };
}
