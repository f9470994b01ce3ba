import { actorId, canonicalMessageId } from '../../../protocol/identifiers.ts';
import { injectedMessageId } from '../../../protocol/injected-transaction.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { SendMessageParameters } from '../../network.ts';
import { announce, checkPayload, type LocalContext, outOfRange, programAt, spend, takeBack } from '../local-context.ts';
import { referenceBlock } from '../simulated-ethereum.ts';

/**
 * Sends a message, through the Mirror or into the executors' pool. Resolves when it has run (or waits in the
 * pool, or was refused there) and that is saved; its record tells which.
 *
 * @throws AppError `UNKNOWN_PROGRAM`, `INSUFFICIENT_FUNDS`, `OUT_OF_RANGE`
 */
export function sendMessage(context: LocalContext, parameters: SendMessageParameters): Promise<{ id: Hex }> {
  return parameters.route === 'injected' ? inject(context, parameters) : queue(context, parameters);
}

async function queue(context: LocalContext, parameters: SendMessageParameters): Promise<{ id: Hex }> {
  const { payload, value, byConverter = false, callReply = byConverter } = parameters;
  const recipient = programAt(context, parameters.program);
  const { program } = recipient.summary;
  const { account, converter, programs } = context.chain.state;
  const source = byConverter ? converter.address : account.address;
  checkPayload(payload);
  if (byConverter && value !== 0n) throw outOfRange('The value of a message by the converter', '0', value);
  spend(context, 'balance', value);
  const id = canonicalMessageId(program, recipient.nonce++);
  programs.set(program, recipient);
  announce(context, { id, program, source, route: 'canonical', payload, value });
  await context.chain.arrive({
    event: {
      type: 'message',
      program: actorId(program),
      id,
      source: actorId(source),
      payload: bytesToHex(payload),
      value: value.toString(),
      callReply,
    },
    undo: (error) => takeBack(context, id, value, error),
  });
  return { id };
}

async function inject(context: LocalContext, parameters: SendMessageParameters): Promise<{ id: Hex }> {
  const { payload, value } = parameters;
  const { program } = programAt(context, parameters.program).summary;
  const { chain } = context;
  const { account, ethereum } = chain.state;
  const reference = referenceBlock(ethereum);
  const transaction = {
    destination: program,
    payload: bytesToHex(payload),
    value,
    referenceBlock: reference.hash,
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
  };
  const id = injectedMessageId(transaction);
  announce(context, { id, program, source: account.address, route: 'injected', payload, value });
  const pooled = { ...transaction, id, program, source: account.address, referenceHeight: reference.height };
  const refusal = chain.mempool.insert(pooled, ethereum.height);
  if (refusal) chain.records.update(id, { status: 'refused', reason: refusal });
  await chain.review();
  return { id };
}
