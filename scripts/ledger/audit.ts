import type { Engine } from '../../src/engine/engine.ts';
import { checkLedger } from '../../src/ledger/check-ledger.ts';
import { CONVERTER_RESERVE, WEI_PER_UNIT } from '../../src/ledger/conversion.ts';
import { earnings } from '../../src/ledger/earnings.ts';
import type { Converter } from '../../src/network/local/converter.ts';
import type { LocalNetwork } from '../../src/network/local/local-network.ts';
import type { LocalState } from '../../src/network/local/local-state.ts';
import { settle } from '../../src/network/local/simulated-ethereum.ts';
import type { LedgerEntry } from '../../src/network/network.ts';
import { actorId, addressOfActor } from '../../src/protocol/identifiers.ts';
import type { Hex } from '../../src/shared/hex.ts';

/** What the account was given in all, and what has left for accounts that nobody here holds. */
export interface Given {
  /** WVARA units */
  wvara: bigint;
  /** wei */
  wei: bigint;
}

/**
 * Where WVARA is on a local network that rests: the books of every program agree with its state, what executors earned is what was
 * burnt, and no unit of WVARA was lost or made. @returns what is wrong, a sentence each
 */
export function auditWvara({ chain }: LocalNetwork, given: Given): string[] {
  const { account, converter, programs } = chain.state;
  const summaries = [...programs.values()].map(({ summary }) => summary);
  const earned = sum(chain.state.earnings);
  const faults = checkLedger(chain.ledger, summaries);
  const burnt = earnings(chain.ledger);
  if (earned !== burnt) faults.push(`Executors earned ${earned}, programs burnt ${burnt}`);
  faults.push(...auditConverter(chain.state.converter, chain.ledger));
  const forked = sum(chain.ledger.filter(({ kind }) => kind === 'forked').map(({ amount }) => amount));
  const there =
    account.wvara + converter.wvara + sum(summaries.map(({ executableBalance }) => executableBalance)) + earned;
  if (there !== given.wvara + forked) {
    faults.push(`${given.wvara} WVARA units were given and ${forked} forked, ${there} are there`);
  }
  return faults;
}

/** What the converter gave and took is what the ledger says, at its rate. */
function auditConverter({ wvara, wei }: Converter, ledger: readonly LedgerEntry[]): string[] {
  const conversions = ledger.filter(({ kind }) => kind === 'converted');
  const [given, taken] = [CONVERTER_RESERVE - wvara, sum(conversions.map(({ paid = 0n }) => paid))];
  const entered = sum(conversions.map(({ amount }) => amount));
  return [
    ...(given === entered ? [] : [`The converter gave ${given} WVARA units, ${entered} were entered`]),
    ...(taken === wei ? [] : [`The converter took ${wei} wei, ${taken} were entered`]),
    ...(wei === given * WEI_PER_UNIT ? [] : [`The converter gave ${given} WVARA units for ${wei} wei`]),
  ];
}

/** … and the same of wei, those included that are on their way. */
export function auditWei(network: LocalNetwork, given: Given): string[] {
  const { ethereum, programs } = network.chain.state;
  const there = weiOf(network);
  const faults = there === given.wei ? [] : [`${given.wei} wei were given, ${there} are there`];
  if (ethereum.unsettled.length > 0) return faults;
  for (const [address, { summary }] of programs) {
    const held = ethereum.mirrors.get(actorId(address)) ?? 0n;
    if (held !== summary.freeBalance) {
      faults.push(`The Mirror of ${address} holds ${held} wei, the program's Free Balance is ${summary.freeBalance}`);
    }
  }
  return faults;
}

/** All wei of a network that rests: with the account, with the converter, with programs, and on its way. */
export function weiOf({ chain, engine }: LocalNetwork): bigint {
  const { account, converter, programs } = chain.state;
  const states = [...programs.values()].map(({ summary }) => summary);
  const inPrograms = states.map(({ freeBalance, stateHash }) => freeBalance + inFlight(engine, stateHash));
  const withConverter = converter.wei + sum([...converter.owed.values()]);
  return account.balance + withConverter + sum(inPrograms) + sum([...payments(chain.state).values()]);
}

/** Payments to accounts that the next block of Ethereum makes, by address. What goes to a Mirror is in a Free Balance already. */
export function payments({ ethereum, programs }: LocalState): Map<Hex, bigint> {
  const paid = new Map<Hex, bigint>();
  for (const { to, value } of settle(structuredClone(ethereum)).payments) {
    const address = addressOfActor(to);
    if (!programs.has(address)) paid.set(address, (paid.get(address) ?? 0n) + value);
  }
  return paid;
}

/** wei of messages that a program has got or sent and that nobody has yet: in its queues, in its stash, in its mailbox. */
function inFlight(engine: Engine, stateHash: Hex): bigint {
  const text = engine.stateJson('FullProgramState', stateHash);
  if (!text) return 0n;
  // Amounts are whole numbers of any size, which JSON.parse would round.
  const state = JSON.parse(text.replace(/"value":(\d+)/g, '"value":"$1"')) as FullState;
  const queued = [...state.canonical_queue, ...state.injected_queue];
  // A message that was executed before, and waited, has handed its value over.
  const fresh = queued.filter(({ context }) => context === null);
  const delayed = Object.values(state.stash).map(({ value: [dispatch] }) => dispatch);
  const mailbox = engine.inspectMailbox(stateHash);
  return sum([...fresh, ...delayed, ...mailbox].map(({ value }) => BigInt(value)));
}

interface FullState {
  canonical_queue: Dispatch[];
  injected_queue: Dispatch[];
  stash: Record<string, { value: [Dispatch, string | null] }>;
}

interface Dispatch {
  value: string;
  context: unknown;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + (amount ?? 0n), 0n);
}
