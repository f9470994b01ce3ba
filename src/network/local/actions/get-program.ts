import { addressOfActor } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { type Hex, hexToBytes } from '../../../shared/hex.ts';
import type { ProgramSnapshot } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';
import { EMPTY_STATE } from '../local-state.ts';
import { summaryOf } from '../record-states.ts';

/**
 * A program's state, decoded: the latest, or an earlier one by its hash.
 * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`
 */
export async function getProgram(context: LocalContext, address: Hex, stateHash?: Hex): Promise<ProgramSnapshot> {
  const { program, codeId, stateHash: latest } = programAt(context, address).summary;
  const { engine, store, chain } = context;
  const hash = stateHash ?? latest;
  return await chain.exclusively(() => {
    // A program that nothing has happened to has the empty state, which has no blob.
    if (!store.has(hash) && hash !== EMPTY_STATE) throw unknownState(hash);
    const state = engine.inspectState(hash);
    return {
      ...summaryOf(program, codeId, state),
      canonicalQueue: state.canonicalQueue,
      injectedQueue: state.injectedQueue,
      pages: state.pages.map(([index, hash]) => ({ index, hash })),
      mailbox: engine.inspectMailbox(hash).map(({ messageId, destination, payload, value, expiryHeight }) => ({
        messageId,
        destination: addressOfActor(destination),
        payload: hexToBytes(payload),
        value: BigInt(value),
        expiryHeight,
      })),
      waitlist: engine.inspectWaitlist(hash),
    };
  });
}

function unknownState(hash: Hex): AppError {
  return new AppError({
    code: 'UNKNOWN_STATE',
    shortMessage: 'This state of the program is not known here',
    details: hash,
  });
}
