import { encodeFunctionData, parseEventLogs } from 'viem';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { SendMessageParameters } from '../../network.ts';
import { converterAbi, mirrorAbi } from '../contracts.ts';
import { converterOf } from '../converter.ts';
import { checkAmounts, type EthereumContext, outOfRange, programAt } from '../ethereum-context.ts';
import { injectMessage } from './inject-message.ts';

/**
 * Sends a message, through the Mirror or straight to the validators. Resolves when it is in a block, or signed and on its
 * way; its record tells the rest.
 *
 * @throws AppError `UNKNOWN_PROGRAM`, `OUT_OF_RANGE`, `NO_CONVERTER`, `VALIDATOR_UNREACHABLE`, and as `WalletSession.send`
 */
export async function sendMessage(context: EthereumContext, parameters: SendMessageParameters): Promise<{ id: Hex }> {
  const { program } = await programAt(context, parameters.program);
  checkAmounts(parameters);
  return parameters.route === 'injected'
    ? injectMessage(context, { ...parameters, program })
    : queueMessage(context, { ...parameters, program });
}

async function queueMessage(context: EthereumContext, parameters: SendMessageParameters): Promise<{ id: Hex }> {
  const { session, follower, predictions } = context;
  const { program, payload, value } = parameters;
  const { source, callReply, ...transaction } = await transactionOf(context, parameters);
  const prediction = predictions.start({ program, source, payload, value, callReply });
  const receipt = await session.send({
    ...transaction,
    value,
    onHash: (hash) => follower.noteSent(hash),
  });
  const [queued] = parseEventLogs({ abi: mirrorAbi, eventName: 'MessageQueueingRequested', logs: receipt.logs });
  if (!queued) throw new RangeError(`Transaction ${receipt.transactionHash} queued no message`);
  await follower.caughtUp(Number(receipt.blockNumber));
  predictions.attach(queued.args.id, program, prediction);
  return { id: queued.args.id };
}

/** Who is the message's sender, and what the account has to send to which contract. */
async function transactionOf(
  context: EthereumContext,
  { program, payload, value, callReply = false, byConverter = false }: SendMessageParameters,
): Promise<{ source: Hex; callReply: boolean; title: string; to: Hex; data: Hex }> {
  const bytes = bytesToHex(payload);
  if (!byConverter) {
    const source = context.session.wallet.address;
    const data = encodeFunctionData({ abi: mirrorAbi, functionName: 'sendMessage', args: [bytes, callReply] });
    return { source, callReply, title: 'Send the message', to: program, data };
  }
  if (value !== 0n) throw outOfRange('The value of a message by the converter', '0', value);
  const { address } = await converterOf(context);
  const data = encodeFunctionData({ abi: converterAbi, functionName: 'convert', args: [program, bytes] });
  return { source: address, callReply: true, title: 'Convert the Free Balance', to: address, data };
}
