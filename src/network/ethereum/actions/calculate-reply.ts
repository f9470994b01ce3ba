import type { ReplyOutput } from '../../../engine/engine.ts';
import { AppError } from '../../../shared/app-error.ts';
import { type Hex, hexToBytes } from '../../../shared/hex.ts';
import { replyCodeDebugText } from '../../../shared/reply-code-debug-text.ts';
import type { CalculateReplyParameters, CalculateReplyResult } from '../../network.ts';
import { checkAmounts, type EthereumContext, programAt } from '../ethereum-context.ts';
import { clockOfState } from '../past-state.ts';

/** Asks without a wallet come from nobody. */
const NOBODY: Hex = `0x${'00'.repeat(20)}`;

/**
 * What the program would answer now, by a validator's word, which does not tell the gas. An earlier state is asked here,
 * by a run of its own on what a validator tells of it, checked by hashes.
 * @throws AppError `UNKNOWN_PROGRAM`, `NO_REPLY`, `STATE_UNREADABLE`, and as `StateReader.blob`, `Predictor.calculateReply`,
 *   `ValidatorClient.request`
 */
export async function calculateReply(
  context: EthereumContext,
  parameters: CalculateReplyParameters,
): Promise<CalculateReplyResult> {
  checkAmounts(parameters);
  const { program, codeId } = await programAt(context, parameters.program);
  const question = { ...parameters, program, source: context.session.address ?? NOBODY };
  const { stateHash } = parameters;
  if (stateHash) return resultOf(await askPast(context, { ...question, codeId, stateHash }));
  try {
    const { payload, value, code } = await context.api.calculateReply(question);
    return { reply: { payload: hexToBytes(payload), value, code, codeText: replyCodeDebugText(code) } };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'VALIDATOR_REFUSED') throw error;
    throw noReply(error.details, error);
  }
}

interface PastQuestion {
  program: Hex;
  codeId: Hex;
  stateHash: Hex;
  source: Hex;
  payload: Uint8Array;
  value: bigint;
}

async function askPast(context: EthereumContext, question: PastQuestion): Promise<ReplyOutput> {
  const { program, stateHash } = question;
  const { predictor, states } = context;
  if (!predictor) {
    throw new AppError({
      code: 'STATE_UNREADABLE',
      shortMessage: 'An earlier state cannot be asked here',
      details: 'There is no engine for it.',
    });
  }
  const clock = await clockOfState(context, program, stateHash);
  return predictor.calculateReply({ ...question, ...clock, load: (hash) => states.blob(hash) });
}

function resultOf(output: ReplyOutput): CalculateReplyResult {
  if (output.status === 'noReply') throw noReply(output.reason);
  const { reply, gasBurned } = output;
  return { reply: { ...reply, payload: hexToBytes(reply.payload), value: BigInt(reply.value) }, gasBurned };
}

function noReply(details: string | undefined, cause?: unknown): AppError {
  return new AppError({
    code: 'NO_REPLY',
    shortMessage: 'The program gave no reply to the query',
    details,
    hint: 'Send it as a message if it has to wait for something.',
    cause,
  });
}
