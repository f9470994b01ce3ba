import { actorId } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, hexToBytes } from '../../../shared/hex.ts';
import type { CalculateReplyParameters, CalculateReplyResult } from '../../network.ts';
import { type LocalContext, programAt } from '../local-context.ts';

/**
 * What the program would answer to a message of the account now.
 * @throws AppError `UNKNOWN_PROGRAM`, `NO_REPLY`
 */
export async function calculateReply(
  context: LocalContext,
  { program, payload, value }: CalculateReplyParameters,
): Promise<CalculateReplyResult> {
  const output = await context.chain.preview({
    program: actorId(programAt(context, program).summary.program),
    source: actorId(context.chain.state.account.address),
    payload: bytesToHex(payload),
    value: value.toString(),
  });
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
