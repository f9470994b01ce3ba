import type { Engine } from '../../engine/engine.ts';
import { CONVERTER_RESERVE, convert } from '../../ledger/conversion.ts';
import { actorId, addressOfActor, replyId } from '../../protocol/identifiers.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { BlockEntry } from './block-entry.ts';
import { CONVERTER_ADDRESS } from './local-addresses.ts';
import type { LocalState } from './local-state.ts';
import type { MessageRecords } from './message-records.ts';
import type { Settlement } from './simulated-ethereum.ts';

/**
 * An account of the local Ethereum that turns the value which programs send to it into their Executable Balance. It is a part
 * of the playground, not of Gear.exe: to programs it is an account, to the runtime its top-ups are top-ups (docs/conversion.md). Plain data.
 */
export interface Converter {
  address: Hex;
  /** Its reserve, WVARA units. */
  wvara: bigint;
  /** wei that it took for what it gave. */
  wei: bigint;
  /** wei that came from each program and is not converted, by address. */
  owed: Map<Hex, bigint>;
  /** Programs in whose mailbox something with value may lie for it, by address. */
  senders: Set<Hex>;
}

/** Of one program in one block; the rest is claimed in the next. */
export const MOST_CLAIMS = 100;

export function newConverter(): Converter {
  return { address: CONVERTER_ADDRESS, wvara: CONVERTER_RESERVE, wei: 0n, owed: new Map(), senders: new Set() };
}

/** Takes what a settlement brought for it. */
export function payConverter(converter: Converter, { payments, mailboxed }: Settlement): void {
  const own = actorId(converter.address);
  for (const { from, to, value } of payments) if (to === own) owe(converter, addressOfActor(from), value);
  for (const { from, to } of mailboxed) if (to === own) converter.senders.add(addressOfActor(from));
}

/**
 * What it does in the block after a settlement: tops up the programs whose value has come, and claims what lies for it in mailboxes,
 * which comes with the settlement after. An exited program takes neither, as its Mirror would not.
 */
export function conversionEntries(context: ConversionContext): BlockEntry[] {
  return [...topUps(context.state), ...claims(context)];
}

export interface ConversionContext {
  state: LocalState;
  records: MessageRecords;
  engine: Engine;
  /** ms since the epoch */
  now: number;
}

function topUps({ converter, programs }: LocalState): BlockEntry[] {
  return [...converter.owed].flatMap(([program, wei]): BlockEntry[] => {
    const { units, paid } = convert(wei, converter.wvara);
    if (units === 0n || programs.get(program)?.summary.status === 'exited') return [];
    const move = (units: bigint, paid: bigint) => {
      converter.wvara -= units;
      converter.wei += paid;
      owe(converter, program, -paid);
    };
    move(units, paid);
    return [
      {
        event: { type: 'topUp', program: actorId(program), value: units.toString() },
        ledger: { program, kind: 'converted', amount: units, paid },
        undo: () => move(-units, -paid),
      },
    ];
  });
}

function claims({ state: { converter, programs }, records, engine, now }: ConversionContext): BlockEntry[] {
  const source = actorId(converter.address);
  const senders = [...converter.senders];
  converter.senders.clear();
  return senders.flatMap((program) => {
    const { summary } = programs.get(program) ?? {};
    if (!summary || summary.status === 'exited') return [];
    const letters = engine
      .inspectMailbox(summary.stateHash)
      .filter(({ destination, value }) => destination === source && BigInt(value) > 0n);
    if (letters.length > MOST_CLAIMS) converter.senders.add(program);
    return letters.slice(0, MOST_CLAIMS).map(({ messageId }): BlockEntry => {
      const id = replyId(messageId);
      // A fork has the mailbox of the program that it comes from, and the record is that one's.
      const isRecorded = (records.get(id)?.program ?? program) === program;
      const record = { id, program, source: converter.address, payload: new Uint8Array(), value: 0n, sentAt: now };
      if (isRecorded) records.set({ ...record, route: 'reply', status: 'queued', outgoing: [] });
      return {
        event: { type: 'claim', program: actorId(program), repliedTo: messageId, source },
        undo: (error) => {
          converter.senders.add(program);
          if (isRecorded) records.update(id, { status: 'refused', reason: AppError.revive(error).message });
        },
      };
    });
  });
}

function owe({ owed }: Converter, program: Hex, wei: bigint): void {
  const sum = (owed.get(program) ?? 0n) + wei;
  if (sum === 0n) owed.delete(program);
  else owed.set(program, sum);
}
