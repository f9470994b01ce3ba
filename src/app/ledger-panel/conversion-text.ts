import type { MessageRecord } from '../../network/network.ts';
import { failure } from '../../program/codec/decode-reply.ts';
import { ETH_DECIMALS, formatUnits } from '../../shared/units.ts';

/**
 * How far a conversion is, in a sentence. Ethereum does not tell what was answered to a contract, so there the prediction of it speaks.
 * @param message the one that the converter sent the program
 */
export function conversionText({ status, reason, reply, prediction }: MessageRecord): {
  text: string;
  isError: boolean;
} {
  if (status === 'refused') return { text: reason ?? 'It was refused.', isError: true };
  const answer = reply ?? (prediction?.status === 'predicted' ? prediction.reply : undefined);
  if (answer && !answer.code.startsWith('0x00')) {
    const { reason, panic } = failure(answer);
    return { text: `The program refuses: ${panic ?? reason}`, isError: true };
  }
  const isAnswered = status === 'settled' || status === 'final';
  if (!answer) return { text: isAnswered ? 'The program has answered.' : 'On its way to the program.', isError: false };
  if (answer.value === 0n) return { text: 'The program has no ether to give.', isError: false };
  const verb = isAnswered || reply ? 'has given' : 'is going to give';
  return { text: `The program ${verb} ${formatUnits(answer.value, ETH_DECIMALS)} ETH.`, isError: false };
}
