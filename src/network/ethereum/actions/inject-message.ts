import { MIN_EXECUTABLE_BALANCE, obstacleOf, refusalOf, VALIDITY_WINDOW } from '../../../executor/injected-rules.ts';
import {
  addressedTransaction,
  type InjectedTransaction,
  injectedMessageId,
  injectedSigningBytes,
} from '../../../protocol/injected-transaction.ts';
import { AppError } from '../../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import { formatUnits, WVARA_DECIMALS } from '../../../shared/units.ts';
import type { MessageRecord, SendMessageParameters } from '../../network.ts';
import { type EthereumContext, latestStateHash } from '../ethereum-context.ts';

/** Blocks that the reference block lies behind the newest one: a reorganisation seldom reaches as deep. */
const REFERENCE_DEPTH = 3n;

/**
 * Signs a message and gives it straight to the validators. Its record is there from then on. A message that the node's pool
 * would keep waiting is sent all the same, and its record says why it waits: no receipt comes until it is taken up.
 */
export async function injectMessage(context: EthereumContext, parameters: SendMessageParameters): Promise<{ id: Hex }> {
  const { client, session, history, injected, predictions } = context;
  const { program, payload, value } = parameters;
  const head = await client.getBlockNumber();
  const reference = await client.getBlock({ blockNumber: head > REFERENCE_DEPTH ? head - REFERENCE_DEPTH : 0n });
  const transaction: InjectedTransaction = {
    destination: program,
    payload: bytesToHex(payload),
    value,
    referenceBlock: reference.hash,
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
  };
  const id = injectedMessageId(transaction);
  const referenceHeight = Number(reference.number);
  const record = (status: Pick<MessageRecord, 'status' | 'reason'>, source: Hex): MessageRecord => {
    return { id, program, source, route: 'injected', payload, value, ...status, sentAt: Date.now(), outgoing: [] };
  };
  const source = session.wallet.address;
  // What no validator would take; nothing is signed for it.
  const refusal = refusalOf({ value, size: payload.length });
  if (refusal) {
    history.set({ record: record({ status: 'refused', reason: refusal }, source) });
    await history.save();
    return { id };
  }
  const obstacle = await obstacleTo(context, program, referenceHeight);
  // What waits runs later, on a state that nobody knows yet, and what is sent meanwhile comes before it.
  const prediction = obstacle ? undefined : predictions.start({ program, source, payload, value, transaction });
  const [recipient] = await context.validators();
  if (!recipient) throw new AppError({ code: 'NO_VALIDATOR', shortMessage: 'The Router has no validators' });
  const { finish, ...signed } = await session.signInjected(transaction, injectedSigningBytes(transaction));
  history.set({
    record: record(obstacle ? { status: 'waiting', reason: obstacle } : { status: 'queued' }, signed.address),
    referenceHeight,
  });
  predictions.attach(id, program, prediction);
  await injected.send(id, addressedTransaction(transaction, { recipient, ...signed })).finally(finish);
  return { id };
}

/** Why the validators would keep the message waiting, as the settled state tells it. */
async function obstacleTo(
  context: EthereumContext,
  program: Hex,
  referenceHeight: number,
): Promise<string | undefined> {
  const state = await context.states.head(await latestStateHash(context, program));
  const isIdle = state.canonicalQueue.size + state.injectedQueue.size === 0 && state.waitlist === null;
  const requiresInitMessage = state.program === 'active' && !state.initialized && isIdle;
  const { executableBalance } = state;
  const until = `Otherwise it is dropped at block ${referenceHeight + VALIDITY_WINDOW}.`;
  const wvara = (amount: bigint) => `${formatUnits(amount, WVARA_DECIMALS, 4)} WVARA`;
  switch (obstacleOf({ requiresInitMessage, executableBalance })) {
    case 'uninitialized':
      return `Waiting until the program’s init message is settled. ${until}`;
    case 'poor':
      return `Waiting for Executable Balance: the program holds ${wvara(executableBalance)}, and executors take up injected messages from ${wvara(MIN_EXECUTABLE_BALANCE)}. Top it up. ${until}`;
    default:
      return undefined;
  }
}
