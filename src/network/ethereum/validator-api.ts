import * as v from 'valibot';
import { blake2b256 } from '../../protocol/hashes.ts';
import {
  type InjectedTransaction,
  injectedMessageId,
  injectedSigningBytes,
} from '../../protocol/injected-transaction.ts';
import { recoverPersonal } from '../../protocol/personal-signature.ts';
import { PURGE_REASONS, type PurgeReason, type SignedReceipt } from '../../protocol/receipt.ts';
import { AppError } from '../../shared/app-error.ts';
import { bytesToHex, type Hex, hexToBytes, isHex } from '../../shared/hex.ts';
import type { ValidatorClient } from './validator-client.ts';

/**
 * A node's JSON-RPC of release 2.0.0, as far as it is used here. Answers are taken for hostile: every one is checked for
 * its form, and content-addressed bytes for their hash. All throw what {@link ValidatorClient} throws, and AppError
 * `BAD_ANSWER`.
 */
export class ValidatorApi {
  readonly #client: ValidatorClient;

  constructor(client: ValidatorClient) {
    this.#client = client;
  }

  /** `routerAddress`: development networks only. */
  async router(): Promise<Hex> {
    return this.#ask('routerAddress', [], address);
  }

  /** The playground's converter, which only its devnet has; undefined on other development networks. */
  async converter(): Promise<Hex | undefined> {
    try {
      return (await this.#ask('devnet_info', [], v.object({ converter: v.optional(address) }))).converter;
    } catch (error) {
      // A node of somebody else's does not know the method.
      if (error instanceof AppError && error.code === 'VALIDATOR_REFUSED') return undefined;
      throw error;
    }
  }

  /** What the program would answer now, with no trace left. */
  async calculateReply({ program, source, payload, value }: ReplyQuestion): Promise<v.InferOutput<typeof reply>> {
    const params = [null, source, program, bytesToHex(payload), value];
    return (await this.#ask('program_calculateReplyForHandle', params, v.object({ reply }), 60_000)).reply;
  }

  /** The bytes that have that blake2b-256; undefined when the node has none. */
  async blob(hash: Hex): Promise<Uint8Array | undefined> {
    let answer: Hex;
    try {
      answer = await this.#ask('code_getOriginal', [hash], bytes(MAX_BLOB));
    } catch (error) {
      if (error instanceof AppError && error.code === 'VALIDATOR_REFUSED') return undefined;
      throw error;
    }
    const blob = withoutLength(hexToBytes(answer));
    if (blob && bytesToHex(blake2b256(blob)) === hash) return blob;
    throw badAnswer('code_getOriginal', `The bytes do not have the hash ${hash}.`);
  }

  /** The receipt of an injected transaction, unchecked; undefined while there is none. */
  async receipt(id: Hex): Promise<SignedReceipt | undefined> {
    return (await this.#ask('injected_getTransactionReceipt', [id], v.nullable(signedReceipt))) ?? undefined;
  }

  /** Sends an injected transaction. The receipt, unchecked, comes later; `onEnd`: none will come over this connection. */
  async sendAndWatch(
    transaction: unknown,
    { onReceipt, onEnd }: { onReceipt(receipt: SignedReceipt | AppError): void; onEnd(): void },
  ): Promise<void> {
    const method = 'injected_sendTransactionAndWatch';
    let isAnswered = false;
    const end = await this.#client.subscribe(method, [transaction], {
      unsubscribe: `${method}Unsubscribe`,
      onItem(item) {
        isAnswered = true;
        const parsed = v.safeParse(signedReceipt, item);
        onReceipt(parsed.success ? parsed.output : badAnswer(method, v.summarize(parsed.issues)));
      },
      onEnd: () => !isAnswered && onEnd(),
    });
    if (isAnswered) end();
  }

  /** An injected transaction and who signed it; undefined when the node has none, or one that proves to be another. */
  async transaction(id: Hex): Promise<{ transaction: InjectedTransaction; source: Hex } | undefined> {
    const [found] = await this.#ask(
      'injected_getTransactions',
      [[id]],
      v.pipe(v.array(v.nullable(signedTransaction)), v.maxLength(1)),
    );
    if (!found) return undefined;
    const { reference_block: referenceBlock, value, ...rest } = found.data;
    const transaction = { ...rest, value, referenceBlock };
    if (injectedMessageId(transaction) !== id) return undefined;
    const source = recoverPersonal(injectedSigningBytes(transaction), found.signature);
    return source && { transaction, source };
  }

  /** A method that only a development network has. */
  async devnet(method: `devnet_${string}`, params: readonly unknown[]): Promise<unknown> {
    return this.#client.request(method, params, 60_000);
  }

  async #ask<Schema extends v.GenericSchema>(
    method: string,
    params: readonly unknown[],
    schema: Schema,
    timeout?: number,
  ): Promise<v.InferOutput<Schema>> {
    const parsed = v.safeParse(schema, await this.#client.request(method, params, timeout));
    if (parsed.success) return parsed.output;
    throw badAnswer(method, v.summarize(parsed.issues));
  }
}

export interface ReplyQuestion {
  program: Hex;
  /** 20 bytes */
  source: Hex;
  payload: Uint8Array;
  value: bigint;
}

/** Bytes; codes and pages are far smaller, payloads reach 8 MiB. */
const MAX_BLOB = 8 * 1024 * 1024 + 16;

const bytes = (limit: number) =>
  v.pipe(
    v.string(),
    v.check((text) => text.length <= 2 + 2 * limit, 'is too long'),
    v.check(isHex, 'is not 0x and whole bytes in hexadecimal'),
    v.transform((text) => text.toLowerCase() as Hex),
  );
const fixed = (length: number) =>
  v.pipe(
    bytes(length),
    v.check((hex) => hex.length === 2 + 2 * length, `is not ${length} bytes`),
  );
/** Some of a node's ids of actors are 32 bytes wide, with zeros before the address. */
const address = v.pipe(
  bytes(32),
  v.transform((hex) => (hex.length === 66 && /^0x0{24}/.test(hex) ? (`0x${hex.slice(26)}` as Hex) : hex)),
  v.check((hex) => hex.length === 42, 'is no address'),
);
const hash = fixed(32);
const u128 = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.pipe(v.string(), v.regex(/^\d{1,39}$/))]),
  v.transform((value) => BigInt(value)),
  v.check((value) => value < 2n ** 128n, 'is beyond 2^128'),
);
const reply = v.object({ payload: bytes(MAX_BLOB), value: u128, code: fixed(4) });

const signedReceipt = v.object({
  data: v.union([
    v.object({
      Promise: v.object({
        tx_hash: hash,
        reply: v.object({ ...reply.entries, value: v.pipe(u128, v.transform(String)) }),
      }),
    }),
    v.object({
      Purged: v.object({ tx_hash: hash, reason: v.picklist(Object.keys(PURGE_REASONS) as PurgeReason[]) }),
    }),
  ]),
  signature: fixed(65),
  address,
});

const signedTransaction = v.object({
  data: v.object({
    destination: address,
    payload: bytes(126 * 1024),
    value: u128,
    reference_block: hash,
    salt: bytes(32),
  }),
  signature: fixed(65),
  address,
});

/** SCALE writes the length before the bytes. */
function withoutLength(scale: Uint8Array): Uint8Array | undefined {
  const first = scale[0];
  if (first === undefined) return undefined;
  const width = [1, 2, 4, 4][first & 3] as number;
  if ((first & 3) === 3 || scale.length < width) return undefined;
  let value = 0;
  for (let index = width - 1; index >= 0; index--) value = value * 256 + (scale[index] as number);
  const length = Math.floor(value / 4);
  return scale.length === width + length ? scale.subarray(width) : undefined;
}

function badAnswer(method: string, details: string): AppError {
  return new AppError({
    code: 'BAD_ANSWER',
    shortMessage: 'The validator’s answer cannot be used',
    details: `${method}: ${details}`,
    hint: 'Choose another validator in the settings; this one may be of another release, or lie.',
  });
}
