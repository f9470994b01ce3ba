import * as v from 'valibot';
import type { BlockEvent } from '../engine/engine.ts';
import { AppError } from '../shared/app-error.ts';
import { addressOfKey } from '../shared/ethereum-key.ts';
import { bytesToHex, type Hex, hexToBytes, isHex } from '../shared/hex.ts';

/**
 * A scenario with everything filled in: defaults, ids of full length, sources of injected messages. The format
 * is described in docs/scenario.md; fields that it does not know are left to the app and ignored here.
 */
export interface Scenario {
  /** Paths by name, in the order of the names' bytes. */
  codes: { name: string; path: string }[];
  blocks: ScenarioBlock[];
}

export interface ScenarioBlock {
  height: number;
  /** seconds */
  timestamp: number;
  /** gas; the engine's default when absent */
  gasAllowance?: string;
  events: ScenarioEvent[];
}

/** As the engine takes them, but that a created program names its code. */
export type ScenarioEvent = Exclude<BlockEvent, { type: 'create' }> | { type: 'create'; program: Hex; code: string };

/**
 * Reads a scenario.
 * @throws AppError `BAD_SCENARIO` that says where and why
 */
export function parseScenario(text: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badScenario('it is not JSON', error instanceof Error ? error.message : String(error));
  }
  const parsed = v.safeParse(ScenarioSchema, json);
  if (!parsed.success) {
    const details = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`).join('\n');
    throw badScenario('it does not have the form of a scenario', details);
  }
  const codes = Object.entries(parsed.output.codes).map(([name, path]) => ({ name, path }));
  codes.sort((a, b) => compareBytes(encoder.encode(a.name), encoder.encode(b.name)));
  return { codes, blocks: fillIn(parsed.output, new Set(codes.map(({ name }) => name))) };
}

function fillIn({ blocks }: v.InferOutput<typeof ScenarioSchema>, codes: ReadonlySet<string>): ScenarioBlock[] {
  let height = 0;
  let nextMessageId = 1;
  return blocks.map((block, index) => {
    height = block.height ?? height + 1;
    const events = block.events.map((event): ScenarioEvent => {
      switch (event.type) {
        case 'create':
          if (!codes.has(event.code)) {
            throw badScenario(`block ${index} creates a program with a code that is not listed`, `code ${event.code}`);
          }
          return event;
        case 'message':
          return { ...event, id: event.id ?? numericId(nextMessageId++, 0) };
        case 'injected': {
          const { key, source = sourceOf(key), ...transaction } = event;
          return { ...transaction, source };
        }
        default:
          return event;
      }
    });
    const { timestamp = height * 12, gasAllowance } = block;
    return { height, timestamp, ...(gasAllowance !== undefined && { gasAllowance }), events };
  });
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const differs = a.findIndex((byte, index) => byte !== b[index]);
  return differs < 0 ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? -1);
}

function sourceOf(key: Hex): Hex {
  try {
    return padId(addressOfKey(hexToBytes(key)));
  } catch (error) {
    throw badScenario(`${key} is no secret key`, error instanceof Error ? error.message : undefined);
  }
}

const U64 = 2n ** 64n;
const U128 = 2n ** 128n;

/** A number, or its decimal digits in a string, below `limit`. */
const amount = (limit: bigint, what: string) =>
  v.pipe(
    v.union([v.number(), v.string()], 'must be a number or decimal digits in a string'),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const text = typeof dataset.value === 'number' ? numberText(dataset.value) : dataset.value;
      if (text !== undefined && /^[0-9]{1,39}$/.test(text) && BigInt(text) < limit) return BigInt(text).toString();
      addIssue({ message: `must be ${what}` });
      return NEVER;
    }),
  );

// A JSON number beyond 2^53 has lost digits before anyone could look at it.
const numberText = (value: number) => (Number.isSafeInteger(value) ? value.toString() : undefined);

const uint = (max: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be whole'),
    v.minValue(0, 'must not be negative'),
    v.maxValue(max),
  );

const hexOf = (...lengths: number[]) =>
  v.pipe(
    v.string('must be a string'),
    v.check(
      (text) => isHex(text) && lengths.includes((text.length - 2) / 2),
      `must be 0x and ${lengths.map((length) => length * 2).join(' or ')} hexadecimal digits`,
    ),
    v.transform((text) => text.toLowerCase() as Hex),
  );

/** An id: a number, which stands at byte `offset` in little-endian order, or hex of 20 or 32 bytes. */
const id = (offset: number) =>
  v.union(
    [
      v.pipe(
        v.number(),
        v.check((value) => Number.isSafeInteger(value) && value >= 0),
        v.transform((value) => numericId(value, offset)),
      ),
      v.pipe(hexOf(20, 32), v.transform(padId)),
    ],
    'must be a whole number or 0x and 40 or 64 hexadecimal digits',
  );

/** As `ActorId::from(u64)` (offset 12) and `MessageId::from(u64)` (offset 0) do it. */
function numericId(value: number, offset: number): Hex {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setBigUint64(offset, BigInt(value) % U64, true);
  return bytesToHex(bytes);
}

function padId(hex: Hex): Hex {
  return `0x${hex.slice(2).padStart(64, '0')}`;
}

const payload = v.pipe(
  v.optional(v.string('must be a string'), ''),
  v.check((text) => !text.startsWith('0x') || isHex(text), 'starts with 0x but is not whole bytes in hexadecimal'),
  v.transform((text) => (text.startsWith('0x') ? (text.toLowerCase() as Hex) : bytesToHex(encoder.encode(text)))),
);
const encoder = new TextEncoder();

const bytes = v.pipe(
  v.string('must be a string'),
  v.check(isHex, 'must be 0x and whole bytes in hexadecimal'),
  v.transform((text) => text.toLowerCase() as Hex),
);

const actor = id(12);
const message = id(0);
const value = v.optional(amount(U128, 'a whole number below 2^128'), '0');

const EventSchema = v.variant(
  'type',
  [
    v.object({ type: v.literal('create'), program: actor, code: v.string('must be the name of a code') }),
    v.object({ type: v.literal('topUp'), program: actor, value }),
    v.object({ type: v.literal('ownedTopUp'), program: actor, value }),
    v.object({
      type: v.literal('message'),
      program: actor,
      id: v.optional(message),
      source: actor,
      payload,
      value,
      callReply: v.optional(v.boolean('must be true or false'), false),
    }),
    v.object({
      type: v.literal('injected'),
      program: actor,
      payload,
      value,
      key: v.optional(hexOf(32), `0x${'11'.repeat(32)}`),
      source: v.optional(actor),
      salt: v.optional(bytes, '0x'),
      referenceBlock: v.optional(hexOf(32), `0x${'00'.repeat(32)}`),
    }),
    v.object({ type: v.literal('reply'), program: actor, repliedTo: message, source: actor, payload, value }),
    v.object({ type: v.literal('claim'), program: actor, repliedTo: message, source: actor }),
  ],
  'must be an event of a known type (create, topUp, ownedTopUp, message, injected, reply, claim)',
);

const ScenarioSchema = v.object({
  codes: v.record(v.string(), v.string('must be the path of a Wasm file'), 'must be an object of names and paths'),
  blocks: v.array(
    v.object({
      height: v.optional(uint(2 ** 32 - 1)),
      timestamp: v.optional(uint(Number.MAX_SAFE_INTEGER)),
      gasAllowance: v.optional(amount(U64, 'a whole number below 2^64')),
      events: v.optional(v.array(EventSchema, 'must be a list of events'), []),
    }),
    'must be a list of blocks',
  ),
});

function badScenario(why: string, details?: string): AppError {
  return new AppError({
    code: 'BAD_SCENARIO',
    shortMessage: `The scenario cannot be read: ${why}`,
    details,
    hint: 'docs/scenario.md describes the format.',
  });
}
