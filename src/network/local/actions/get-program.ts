import type { Hex } from '../../../shared/hex.ts';
import { GEAR_PAGE } from '../../../shared/page-size.ts';
import type { ProgramSnapshot, SnapshotDetail } from '../../network.ts';
import { snapshotOf } from '../../snapshot-of.ts';
import { type LocalContext, programAt } from '../local-context.ts';
import { checkState, unknownState } from '../past-state.ts';

/**
 * A program's state, decoded: the latest, or an earlier one by its hash.
 * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`
 */
export async function getProgram(
  context: LocalContext,
  address: Hex,
  stateHash?: Hex,
  detail?: SnapshotDetail,
): Promise<ProgramSnapshot> {
  return await context.chain.exclusively(() => {
    const { summary } = programAt(context, address);
    if (stateHash) checkState(context, stateHash);
    return snapshotOf(context, { ...summary, ...(stateHash && { stateHash }) }, detail);
  });
}

/** A page of memory by its hash. @throws AppError `UNKNOWN_STATE` */
export async function getPage({ store }: LocalContext, hash: Hex): Promise<Uint8Array> {
  if (!store.has(hash)) throw unknownState(hash);
  const [page] = await store.load([hash]);
  if (page?.length !== GEAR_PAGE) throw unknownState(hash);
  // A copy: what is handed out may be transferred.
  return page.slice();
}
