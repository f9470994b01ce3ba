import { AppError } from '../../../shared/app-error.ts';
import type { Hex } from '../../../shared/hex.ts';
import type { ChainRecord } from '../../network.ts';
import type { LocalContext } from '../local-context.ts';

/**
 * What has happened on the chain so far.
 * @throws AppError `NO_RECORD`
 */
export async function getRecord({ store, chain }: LocalContext): Promise<ChainRecord> {
  return await chain.exclusively(() => {
    if (!chain.state.isRecorded) throw noRecord(chain.state.isRecorded === false ? FORKED : OLDER);
    const codes = new Map<Hex, Uint8Array>();
    for (const event of chain.blocks.flatMap(({ events }) => events)) {
      if (event.type !== 'create' || codes.has(event.codeId)) continue;
      const wasm = store.read(event.codeId);
      if (!wasm) throw noRecord(`The code ${event.codeId} was not kept as it was uploaded.`);
      // A copy: what is handed out may be transferred.
      codes.set(event.codeId, wasm.slice());
    }
    return { blocks: [...chain.blocks], codes };
  });
}

const FORKED = 'It took over a program of another network, whose past is not known here.';
const OLDER = 'It was begun before blocks were written down.';

function noRecord(details: string): AppError {
  return new AppError({
    code: 'NO_RECORD',
    shortMessage: 'The past of the local network is not known as a whole',
    details,
    hint: 'Reset the local network and deploy the programs again.',
  });
}
