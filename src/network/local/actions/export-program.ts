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
  return await chain.exclusively(async () => {
    const { summary } = programAt(context, address);
    const { program, codeId } = summary;
    const { ethereum } = chain.state;
    const { stateHash, height, timestamp } = at ? pastState(context, summary, at) : { ...ethereum, ...summary };
    const wasm = store.read(codeId);
    if (!wasm) throw codeUnreadable(codeId);
    const blobs = new Map<Hex, Uint8Array>();
    const hashes = engine.reachableBlobs(stateHash);
    while (hashes.length > 0) {
      const some = hashes.splice(0, BLOBS_AT_ONCE);
      // Copies: what is handed out may be transferred.
      (await store.load(some)).forEach((blob, index) => {
        blobs.set(some[index] as Hex, blob.slice());
      });
    }
    return { program, codeId, wasm: wasm.slice(), stateHash, blobs, height, timestamp };
  });
}

/** 16 MiB of pages. */
const BLOBS_AT_ONCE = 1024;

function codeUnreadable(codeId: Hex): AppError {
  return new AppError({
    code: 'CODE_UNREADABLE',
    shortMessage: 'The program’s code was not kept as it was uploaded',
    details: `Code id ${codeId}`,
    hint: 'Upload the same code again, then the program can be taken elsewhere.',
  });
}
