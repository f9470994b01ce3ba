import { AppError } from '../../../shared/app-error.ts';
import type { Hex } from '../../../shared/hex.ts';
import type { ProgramExport } from '../../network.ts';
import { type EthereumContext, latestStateHash, programAt } from '../ethereum-context.ts';
import { clockOfState, latestClock } from '../past-state.ts';

/**
 * Code and whole state of a program, now or in an earlier state, as a validator tells them; every byte is checked against the hashes on Ethereum.
 * @throws AppError `UNKNOWN_PROGRAM`, `STATE_UNREADABLE`, `UNKNOWN_STATE`, `CODE_UNREADABLE`
 */
export async function exportProgram(context: EthereumContext, address: Hex, at?: Hex): Promise<ProgramExport> {
  const { api, states } = context;
  const { program, codeId } = await programAt(context, address);
  const stateHash = at ?? (await latestStateHash(context, program));
  const { height, timestamp } = at ? await clockOfState(context, program, at) : await latestClock(context);
  const wasm = await readable('CODE_UNREADABLE', 'The program’s code cannot be read', () => api.blob(codeId));
  if (!wasm)
    throw unreadable('CODE_UNREADABLE', 'The program’s code cannot be read', 'The validator does not have it.');
  const read = () =>
    states.whole(stateHash, (engine, store) => {
      const hashes = engine.reachableBlobs(stateHash).filter((hash) => store.has(hash));
      return new Map(hashes.map((hash) => [hash, store.read(hash) as Uint8Array]));
    });
  // That an earlier state is not known (any more) is told as such.
  const blobs = at ? await read() : await readable('STATE_UNREADABLE', 'The program’s state cannot be read', read);
  return { program, codeId, wasm, stateHash, blobs, height, timestamp };
}

async function readable<T>(code: string, shortMessage: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof AppError ? unreadable(code, shortMessage, error.message, error) : error;
  }
}

function unreadable(code: string, shortMessage: string, details: string, cause?: unknown): AppError {
  const hint = 'Choose another validator in the settings.';
  return new AppError({ code, shortMessage, details, hint, cause });
}
