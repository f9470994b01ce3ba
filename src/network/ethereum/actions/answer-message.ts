import { encodeFunctionData } from 'viem';
import { replyId } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { SendReplyParameters } from '../../network.ts';
import { converterAbi, mirrorAbi } from '../contracts.ts';
import { checkAmounts, type EthereumContext, latestStateHash, programAt } from '../ethereum-context.ts';
import { readSnapshot } from '../program-view.ts';
import type { SendParameters } from '../wallet-session.ts';

/**
 * Replies to a message in the program's mailbox; its value comes to the account with the settlement.
 * @throws AppError `UNKNOWN_PROGRAM`, `NOT_IN_MAILBOX`, `OUT_OF_RANGE`, and as `WalletSession.send`
 */
export async function sendReply(context: EthereumContext, parameters: SendReplyParameters): Promise<{ id: Hex }> {
  const { repliedTo, payload, value } = parameters;
  checkAmounts(parameters);
  const { program, recipient } = await find(context, parameters.program, repliedTo);
  checkRecipient(context, recipient, { program, messageId: repliedTo });
  const args = [repliedTo, bytesToHex(payload)] as const;
  const data = encodeFunctionData({ abi: mirrorAbi, functionName: 'sendReply', args });
  await send(context, { title: 'Send the reply', to: program, data, value });
  return { id: replyId(repliedTo) };
}

/**
 * Takes the value of a message in the program's mailbox; the program gets an automatic reply. What lies there for the converter is
 * claimed by the converter, which anybody may have it do.
 * @throws AppError `UNKNOWN_PROGRAM`, `NOT_IN_MAILBOX`, and as `WalletSession.send`
 */
export async function claimValue(context: EthereumContext, address: Hex, messageId: Hex): Promise<void> {
  const { program, recipient } = await find(context, address, messageId);
  const { converter } = await context.contracts();
  const title = 'Claim the value';
  if (converter && recipient === converter.address) {
    const data = encodeFunctionData({ abi: converterAbi, functionName: 'claim', args: [program, messageId] });
    return send(context, { title, to: converter.address, data });
  }
  checkRecipient(context, recipient, { program, messageId });
  const data = encodeFunctionData({ abi: mirrorAbi, functionName: 'claimValue', args: [messageId] });
  await send(context, { title, to: program, data });
}

async function send({ session, follower }: EthereumContext, transaction: SendParameters): Promise<void> {
  const receipt = await session.send({ ...transaction, onHash: (hash) => follower.noteSent(hash) });
  await follower.caughtUp(Number(receipt.blockNumber));
}

/** `recipient`: for whom the message lies in the program's mailbox; null: it does not; undefined: no validator tells. */
async function find(
  context: EthereumContext,
  address: Hex,
  messageId: Hex,
): Promise<{ program: Hex; recipient: Hex | null | undefined }> {
  const named = await programAt(context, address);
  const { program } = named;
  try {
    const { mailbox } = await readSnapshot(context, named, await latestStateHash(context, program));
    return { program, recipient: mailbox.find((entry) => entry.messageId === messageId)?.destination ?? null };
  } catch (error) {
    if (error instanceof AppError) return { program, recipient: undefined };
    throw error;
  }
}

/** The contract takes answers to messages that do not exist; the nodes then do nothing. So it is looked up here, where possible. */
function checkRecipient(
  { session }: EthereumContext,
  recipient: Hex | null | undefined,
  { program, messageId }: { program: Hex; messageId: Hex },
): void {
  const { address } = session.wallet;
  if (recipient === undefined || recipient === address) return;
  throw new AppError({
    code: 'NOT_IN_MAILBOX',
    shortMessage: 'The message does not lie in the mailbox',
    details: `Message ${messageId} of program ${program} for ${address}`,
    hint: 'It may have been answered, claimed or have expired.',
  });
}
