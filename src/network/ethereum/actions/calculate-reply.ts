import { AppError } from '../../../shared/app-error.ts';
import { type Hex, hexToBytes } from '../../../shared/hex.ts';
import { replyCodeDebugText } from '../../../shared/reply-code-debug-text.ts';
import type { CalculateReplyParameters, CalculateReplyResult } from '../../network.ts';
import { checkAmounts, type EthereumContext, programAt } from '../ethereum-context.ts';

/** Asks without a wallet come from nobody. */
const NOBODY: Hex = `0x${'00'.repeat(20)}`;

/**
 * What the program would answer now, by a validator's word. It does not tell the gas.
 * @throws AppError `UNKNOWN_PROGRAM`, `NO_REPLY`, and as `ValidatorClient.request`
 */
export async function calculateReply(
  context: EthereumContext,
  parameters: CalculateReplyParameters,
): Promise<CalculateReplyResult> {
  checkAmounts(parameters);
  const { program } = await programAt(context, parameters.program);
  const source = context.session.address ?? NOBODY;
  try {
    const { payload, value, code } = await context.api.calculateReply({ ...parameters, program, source });
    return { reply: { payload: hexToBytes(payload), value, code, codeText: replyCodeDebugText(code) } };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'VALIDATOR_REFUSED') throw error;
    throw new AppError({
      code: 'NO_REPLY',
      shortMessage: 'The program gave no reply to the query',
      details: error.details,
      hint: 'Send it as a message if it has to wait for something.',
      cause: error,
    });
  }
}
