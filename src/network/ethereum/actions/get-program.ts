import { AppError } from '../../../shared/app-error.ts';
import type { Hex } from '../../../shared/hex.ts';
import { GEAR_PAGE } from '../../../shared/page-size.ts';
import type { ProgramSnapshot, ProgramSummary } from '../../network.ts';
import { type EthereumContext, latestStateHash, programAt } from '../ethereum-context.ts';
import { readSnapshot, summaryOf } from '../program-view.ts';
import { unknownState } from '../state-reader.ts';

/**
 * A program's state, decoded: the latest that Ethereum has, or an earlier one by its hash. Where no validator tells the
 * latest, what contract and ledger say, without the insides.
 *
 * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`
 */
export async function getProgram(context: EthereumContext, address: Hex, stateHash?: Hex): Promise<ProgramSnapshot> {
  const named = await programAt(context, address);
  try {
    return await readSnapshot(context, named, stateHash ?? (await latestStateHash(context, named.program)));
  } catch (error) {
    if (stateHash || !(error instanceof AppError)) throw error;
    const summary = await summaryOf(context, named);
    const nothing = { canonicalQueue: [], injectedQueue: [], pages: [], pageCount: 0, mailbox: [] };
    return { ...summary, ...nothing, waitlist: [], stash: [] };
  }
}

/** Lists a program from now on. @throws AppError `UNKNOWN_PROGRAM` */
export async function followProgram(context: EthereumContext, address: Hex): Promise<ProgramSummary> {
  const { program, codeId } = await programAt(context, address);
  await context.follower.follow(program, codeId);
  await context.tellProgram(program);
  return summaryOf(context, { program, codeId });
}

/** A page of memory by its hash. @throws AppError `UNKNOWN_STATE`, and as `ValidatorApi.blob` */
export async function getPage({ states }: EthereumContext, hash: Hex): Promise<Uint8Array> {
  const page = await states.blob(hash);
  if (page.length !== GEAR_PAGE) throw unknownState(hash, `It has ${page.length} bytes and is no page.`);
  return page.slice();
}
