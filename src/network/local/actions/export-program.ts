import { AppError } from '../../../shared/app-error.ts';
import type { Hex } from '../../../shared/hex.ts';
import type { ProgramExport } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';
import { pastState } from '../past-state.ts';

/**
 * Code and whole state of a program, as they are now or as they were in an earlier state.
 * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`; `CODE_UNREADABLE` when the code was saved by a version that kept no originals
 */
export async function exportProgram(context: LocalContext, address: Hex, at?: Hex): Promise<ProgramExport> {
  const { engine, store, chain } = context;
  return await chain.exclusively(() => {
    const { summary } = programAt(context, address);
    const { program, codeId } = summary;
    const { ethereum } = chain.state;
    const { stateHash, height, timestamp } = at ? pastState(context, summary, at) : { ...ethereum, ...summary };
    const wasm = store.read(codeId);
    if (!wasm) throw codeUnreadable(codeId);
    // Copies: what is handed out may be transferred, and a view would take the whole buffer behind it along.
    const blob = (hash: Hex) => (store.read(hash) as Uint8Array).slice();
    const blobs = new Map(engine.reachableBlobs(stateHash).map((hash) => [hash, blob(hash)]));
    return { program, codeId, wasm: wasm.slice(), stateHash, blobs, height, timestamp };
  });
}

function codeUnreadable(codeId: Hex): AppError {
  return new AppError({
    code: 'CODE_UNREADABLE',
    shortMessage: 'The program’s code was not kept as it was uploaded',
    details: `Code id ${codeId}`,
    hint: 'Upload the same code again, then the program can be taken elsewhere.',
  });
}
