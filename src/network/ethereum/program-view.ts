import { EMPTY_PROGRAM_STATE } from '../../protocol/program-state.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { ProgramSnapshot, ProgramSummary } from '../network.ts';
import { snapshotOf, summaryOf as summaryOfState } from '../snapshot-of.ts';
import { mirrorAbi } from './contracts.ts';
import { type EthereumContext, latestStateHash } from './ethereum-context.ts';
import type { KnownProgram } from './known-program.ts';

type Named = Pick<KnownProgram, 'program' | 'codeId'>;

/** How a program is, by its state; where no validator tells that, by what contract and ledger say. */
export async function summaryOf(context: EthereumContext, { program, codeId }: Named): Promise<ProgramSummary> {
  const stateHash = await latestStateHash(context, program);
  try {
    return summaryOfState({ program, codeId, stateHash }, await context.states.head(stateHash));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return summaryOfContract(context, { program, codeId, stateHash });
  }
}

/** The whole state, decoded. @throws AppError as `StateReader.whole` */
export function readSnapshot(
  { states }: EthereumContext,
  { program, codeId }: Named,
  stateHash: Hex,
): Promise<ProgramSnapshot> {
  return states.whole(stateHash, (engine, store) => snapshotOf({ engine, store }, { program, codeId, stateHash }));
}

async function summaryOfContract(
  { client, history }: EthereumContext,
  named: Named & { stateHash: Hex },
): Promise<ProgramSummary> {
  const exited = await client.readContract({ address: named.program, abi: mirrorAbi, functionName: 'exited' });
  const { executable, free } = history.programs.get(named.program)?.booked ?? { executable: 0n, free: 0n };
  const status = exited ? 'exited' : 'active';
  return { ...summaryOfState(named, EMPTY_PROGRAM_STATE), status, executableBalance: executable, freeBalance: free };
}
