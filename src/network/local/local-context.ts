import type { Engine } from '../../engine/engine.ts';
import type { BlobStore } from '../../executor/blob-store.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { MessageRecord, NetworkEvent } from '../network.ts';
import type { LocalChain } from './local-chain.ts';
import { accountOf, type LocalProgram } from './local-state.ts';

/** What the actions (actions/*.ts) work on. `chain` is another one after a reset: do not keep it. */
export interface LocalContext {
  readonly engine: Engine;
  readonly store: BlobStore;
  readonly chain: LocalChain;
  readonly emit: (event: NetworkEvent) => void;
}

/** @throws AppError `UNKNOWN_PROGRAM` */
export function programAt({ chain }: LocalContext, address: Hex): LocalProgram {
  const program = chain.state.programs.get(address.toLowerCase() as Hex);
  if (program) return program;
  throw new AppError({
    code: 'UNKNOWN_PROGRAM',
    shortMessage: 'There is no such program on the local network',
    details: address,
    hint: 'Deploy it here first; programs of other networks are not known.',
  });
}

/** `balance`: wei; `wvara`: WVARA units. */
export type Coin = 'balance' | 'wvara';

/**
 * Takes coins from the account.
 * @throws AppError `INSUFFICIENT_FUNDS`, `INSUFFICIENT_WVARA`, `OUT_OF_RANGE`
 */
export function spend(context: LocalContext, coin: Coin, amount: bigint): void {
  const { account } = context.chain.state;
  if (amount < 0n) throw outOfRange('An amount', '0 or more', amount);
  if (account[coin] < amount) {
    throw new AppError({
      code: coin === 'wvara' ? 'INSUFFICIENT_WVARA' : 'INSUFFICIENT_FUNDS',
      shortMessage: `The account has not enough ${coin === 'wvara' ? 'WVARA' : 'ETH'}`,
      details: `${amount} units are needed, ${account[coin]} are there.`,
      hint: 'Use the faucet.',
    });
  }
  give(context, coin, -amount);
}

export function give(context: LocalContext, coin: Coin, amount: bigint): void {
  if (amount === 0n) return;
  context.chain.state.account[coin] += amount;
  tellAccount(context);
}

export function tellAccount({ chain, emit }: LocalContext): void {
  emit({ type: 'account', account: accountOf(chain.state) });
}

/** Opens the record of a message that was just accepted. */
export function announce(
  { chain, emit }: LocalContext,
  message: Pick<MessageRecord, 'id' | 'program' | 'source' | 'route' | 'payload' | 'value'>,
): void {
  // A fork has the mailbox of the program that it comes from; an answer to the same message has the same id.
  if ((chain.records.get(message.id)?.program ?? message.program) !== message.program) return;
  const record: MessageRecord = { ...message, status: 'queued', sentAt: Date.now(), outgoing: [] };
  chain.records.set(record);
  emit({ type: 'message', message: record });
}

/** Takes an announced message back, because its block failed. */
export function takeBack(context: LocalContext, id: Hex, value: bigint, error: unknown): void {
  context.chain.records.update(id, { status: 'refused', reason: AppError.revive(error).message });
  give(context, 'balance', value);
}

export function outOfRange(what: string, allowed: string, given: number | bigint): AppError {
  return new AppError({
    code: 'OUT_OF_RANGE',
    shortMessage: `${what} must be ${allowed}`,
    details: `It was ${given}.`,
  });
}

const MAX_PAYLOAD_SIZE = 8 * 1024 * 1024;

/** @throws AppError `OUT_OF_RANGE` */
export function checkPayload(payload: Uint8Array): void {
  if (payload.length > MAX_PAYLOAD_SIZE) throw outOfRange('The size of a payload', 'at most 8 MiB', payload.length);
}
