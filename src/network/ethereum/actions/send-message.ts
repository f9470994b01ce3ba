import { encodeFunctionData, parseEventLogs } from 'viem';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { SendMessageParameters } from '../../network.ts';
import { mirrorAbi } from '../contracts.ts';
import { checkAmounts, type EthereumContext, programAt } from '../ethereum-context.ts';
import { injectMessage } from './inject-message.ts';

/**
 * Sends a message, through the Mirror or straight to the validators. Resolves when it is in a block, or signed and on its
 * way; its record tells the rest.
 *
 * @throws AppError `UNKNOWN_PROGRAM`, `OUT_OF_RANGE`, `VALIDATOR_UNREACHABLE`, and as `WalletSession.send`
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
  const { program, payload, value, callReply = false } = parameters;
  const source = session.wallet.address;
  const prediction = predictions.start({ program, source, payload, value, callReply });
  const receipt = await session.send({
    title: 'Send the message',
    to: program,
    data: encodeFunctionData({
      abi: mirrorAbi,
      functionName: 'sendMessage',
      args: [bytesToHex(payload), callReply],
    }),
    value,
    onHash: (hash) => follower.noteSent(hash),
  });
  const [queued] = parseEventLogs({ abi: mirrorAbi, eventName: 'MessageQueueingRequested', logs: receipt.logs });
  if (!queued) throw new RangeError(`Transaction ${receipt.transactionHash} queued no message`);
  await follower.caughtUp(Number(receipt.blockNumber));
  predictions.attach(queued.args.id, program, prediction);
  return { id: queued.args.id };
}
