import { actorId } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, hexToBytes } from '../../../shared/hex.ts';
import type { CalculateReplyParameters, CalculateReplyResult } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';
import { pastState } from '../past-state.ts';

/**
 * What the program would answer to a message of the account now, or would have answered in an earlier state.
 * @throws AppError `UNKNOWN_PROGRAM`, `UNKNOWN_STATE`, `NO_REPLY`
 */
export async function calculateReply(
  context: LocalContext,
  { program, payload, value, stateHash }: CalculateReplyParameters,
): Promise<CalculateReplyResult> {
  const { summary } = programAt(context, program);
  const question = {
    program: actorId(summary.program),
    source: actorId(context.chain.state.account.address),
    payload: bytesToHex(payload),
    value: value.toString(),
  };
  const output = await context.chain.preview(question, () => stateHash && pastState(context, summary, stateHash));
  if (output.status === 'noReply') {
    throw new AppError({
      code: 'NO_REPLY',
      shortMessage: 'The program gave no reply to the query',
      details: output.reason,
      hint: 'Send it as a message if it has to wait for something.',
    });
  }
  const { reply, gasBurned } = output;
  return { reply: { ...reply, payload: hexToBytes(reply.payload), value: BigInt(reply.value) }, gasBurned };
}
