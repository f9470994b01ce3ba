import type { BlockEvent } from '../../../engine/engine.ts';
import { actorId, replyId } from '../../../protocol/identifiers.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { SendReplyParameters } from '../../network.ts';
import { announce, checkPayload, type LocalContext, programAt, spend, takeBack } from '../local-context.ts';
import { getProgram } from './get-program.ts';

/**
 * Replies to a message in the program's mailbox; its value comes to the account with the next settlement.
 * @throws AppError `UNKNOWN_PROGRAM`, `NOT_IN_MAILBOX`, `INSUFFICIENT_FUNDS`, `OUT_OF_RANGE`
 */
export async function sendReply(context: LocalContext, parameters: SendReplyParameters): Promise<{ id: Hex }> {
  const { program, repliedTo, payload, value } = parameters;
  checkPayload(payload);
  const body = { payload: bytesToHex(payload), value: value.toString() };
  const id = await answer(context, { program, repliedTo, payload, value }, (ids) => ({
    type: 'reply',
    ...ids,
    ...body,
  }));
  return { id };
}

/**
 * Takes the value of a message in the program's mailbox; the program gets an automatic reply.
 * @throws AppError `UNKNOWN_PROGRAM`, `NOT_IN_MAILBOX`
 */
export async function claimValue(context: LocalContext, program: Hex, repliedTo: Hex): Promise<void> {
  const reply = { program, repliedTo, payload: new Uint8Array(), value: 0n };
  await answer(context, reply, (ids) => ({ type: 'claim', ...ids }));
}

async function answer(
  context: LocalContext,
  { program: address, repliedTo, payload, value }: SendReplyParameters,
  event: (ids: { program: Hex; repliedTo: Hex; source: Hex }) => BlockEvent,
): Promise<Hex> {
  const { program } = programAt(context, address).summary;
  const source = context.chain.state.account.address;
  const { mailbox } = await getProgram(context, program, undefined, 'withoutPages');
  if (!mailbox.some(({ messageId, destination }) => messageId === repliedTo && destination === source)) {
    throw new AppError({
      code: 'NOT_IN_MAILBOX',
      shortMessage: 'The message does not lie in the mailbox',
      details: `Message ${repliedTo} of program ${program} for ${source}`,
      hint: 'It may have been answered, claimed or have expired.',
    });
  }
  spend(context, 'balance', value);
  const id = replyId(repliedTo);
  announce(context, { id, program, source, route: 'reply', payload, value });
  await context.chain.arrive({
    event: event({ program: actorId(program), repliedTo, source: actorId(source) }),
    undo: (error) => takeBack(context, id, value, error),
  });
  return id;
}
