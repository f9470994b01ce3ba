import { encodeFunctionData } from 'viem';
import { replyId } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { SendReplyParameters } from '../../network.ts';
import { mirrorAbi } from '../contracts.ts';
import { checkAmounts, type EthereumContext, latestStateHash, programAt } from '../ethereum-context.ts';
import { readSnapshot } from '../program-view.ts';

/**
 * Replies to a message in the program's mailbox; its value comes to the account with the settlement.
 * @throws AppError `UNKNOWN_PROGRAM`, `NOT_IN_MAILBOX`, `OUT_OF_RANGE`, and as `WalletSession.send`
 */
export async function sendReply(context: EthereumContext, parameters: SendReplyParameters): Promise<{ id: Hex }> {
  const { repliedTo, payload, value } = parameters;
  checkAmounts(parameters);
  const data = encodeFunctionData({
    abi: mirrorAbi,
    functionName: 'sendReply',
    args: [repliedTo, bytesToHex(payload)],
  });
  await answer(context, parameters, { title: 'Send the reply', data, value });
  return { id: replyId(repliedTo) };
}

/**
 * Takes the value of a message in the program's mailbox; the program gets an automatic reply.
 * @throws AppError `UNKNOWN_PROGRAM`, `NOT_IN_MAILBOX`, and as `WalletSession.send`
 */
export async function claimValue(context: EthereumContext, program: Hex, messageId: Hex): Promise<void> {
  const data = encodeFunctionData({ abi: mirrorAbi, functionName: 'claimValue', args: [messageId] });
  await answer(context, { program, repliedTo: messageId }, { title: 'Claim the value', data, value: 0n });
}

async function answer(
  context: EthereumContext,
  message: { program: Hex; repliedTo: Hex },
  call: { title: string; data: Hex; value: bigint },
): Promise<void> {
  const { session, follower } = context;
  const { program, codeId } = await programAt(context, message.program);
  await checkMailbox(context, { program, codeId }, message.repliedTo);
  const receipt = await session.send({ ...call, to: program, onHash: (hash) => follower.noteSent(hash) });
  await follower.caughtUp(Number(receipt.blockNumber));
}

/** The contract takes answers to messages that do not exist; the nodes then do nothing. So it is looked up here, where possible. */
async function checkMailbox(
  context: EthereumContext,
  named: { program: Hex; codeId: Hex },
  messageId: Hex,
): Promise<void> {
  const { address } = context.session.wallet;
  const stateHash = await latestStateHash(context, named.program);
  const snapshot = await readSnapshot(context, named, stateHash).catch((error) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (!snapshot) return;
  if (snapshot.mailbox.some((entry) => entry.messageId === messageId && entry.destination === address)) return;
  throw new AppError({
    code: 'NOT_IN_MAILBOX',
    shortMessage: 'The message does not lie in the mailbox',
    details: `Message ${messageId} of program ${named.program} for ${address}`,
    hint: 'It may have been answered, claimed or have expired.',
  });
}
