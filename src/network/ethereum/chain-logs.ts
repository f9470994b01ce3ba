import { type Log, parseEventLogs } from 'viem';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';
import { converterAbi, mirrorAbi, routerAbi } from './contracts.ts';
import type { EthereumClient } from './ethereum-client.ts';
import type { Contracts } from './ethereum-context.ts';

/** Blocks that one question for logs spans, and Mirrors that it names. RPCs have limits of their own. */
const BLOCKS = 2_000;
const MIRRORS = 200;

const routerEvents = routerAbi.filter((item) => item.type === 'event');
const mirrorEvents = mirrorAbi.filter((item) => item.type === 'event');
const converterEvents = converterAbi.filter((item) => item.type === 'event');

export type RouterEvent = ReturnType<typeof decodeRouterLogs>[number];
export type MirrorEvent = ReturnType<typeof decodeMirrorLogs>[number];

/** The logs of one transaction, each contract's in their order. */
export interface TransactionLogs {
  transaction: Hex;
  block: number;
  router: RouterEvent[];
  /** By address, lower case. */
  mirrors: Map<Hex, (MirrorEvent | NativeEvent)[]>;
  /** What the converter says of the top-ups that it made. */
  conversions: Conversion[];
}

export interface Conversion {
  /** Address, lower case. */
  program: Hex;
  /** WVARA units of the top-up. */
  units: bigint;
  /** wei that was taken for them. */
  paid: bigint;
}

/** What a program emitted as an Ethereum log of its own; `payload` is as the program sent it to 0xff…ff. */
export interface NativeEvent {
  eventName: 'native';
  /** Its place among the transaction’s logs. */
  logIndex: number;
  payload: Uint8Array;
}

/** The pieces in which a range of blocks is to be asked for. */
export function* pieces(from: number, to: number): Iterable<{ from: number; to: number }> {
  for (let start = from; start <= to; start += BLOCKS) yield { from: start, to: Math.min(to, start + BLOCKS - 1) };
}

/** Logs of these contracts in a piece, in Ethereum's order. */
export async function readLogs(
  client: EthereumClient,
  addresses: readonly Hex[],
  { from, to }: { from: number; to: number },
): Promise<Log<bigint, number, false>[]> {
  const logs: Log<bigint, number, false>[] = [];
  for (let start = 0; start < addresses.length; start += MIRRORS) {
    const address = addresses.slice(start, start + MIRRORS);
    logs.push(...(await client.getLogs({ address, fromBlock: BigInt(from), toBlock: BigInt(to) })));
  }
  return logs;
}

export function decodeRouterLogs(logs: Log<bigint, number, false>[]) {
  return parseEventLogs({ abi: routerEvents, logs, strict: true });
}

function decodeMirrorLogs(logs: Log<bigint, number, false>[]) {
  return parseEventLogs({ abi: mirrorEvents, logs, strict: true });
}

/** Sorts logs of the Router, of Mirrors and of the converter into transactions, oldest first. Other contracts' logs are left out. */
export function groupLogs(
  logs: Log<bigint, number, false>[],
  { router, converter }: Pick<Contracts, 'router' | 'converter'>,
  isMirror: (address: Hex) => boolean,
): TransactionLogs[] {
  const groups = new Map<Hex, TransactionLogs>();
  const sorted = [...logs].sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
  for (const log of sorted) {
    const address = log.address.toLowerCase() as Hex;
    const transaction = log.transactionHash;
    const group: TransactionLogs = groups.get(transaction) ?? {
      transaction,
      block: Number(log.blockNumber),
      router: [],
      mirrors: new Map<Hex, (MirrorEvent | NativeEvent)[]>(),
      conversions: [],
    };
    if (address === router) group.router.push(...decodeRouterLogs([log]));
    else if (address === converter?.address) group.conversions.push(...conversionsIn(log));
    else if (isMirror(address)) {
      const events = group.mirrors.get(address) ?? [];
      const [event] = decodeMirrorLogs([log]);
      events.push(event ?? nativeEvent(log));
      group.mirrors.set(address, events);
    } else continue;
    groups.set(transaction, group);
  }
  return [...groups.values()];
}

function conversionsIn(log: Log<bigint, number, false>): Conversion[] {
  const events = parseEventLogs({ abi: converterEvents, logs: [log], eventName: 'Converted', strict: true });
  return events.map(({ args: { mirror, units, paid } }) => ({ program: mirror.toLowerCase() as Hex, units, paid }));
}

function nativeEvent({ topics, data, logIndex }: Log<bigint, number, false>): NativeEvent {
  const parts = [...topics, data].map((part) => part.slice(2)).join('');
  return {
    eventName: 'native',
    logIndex,
    payload: hexToBytes(`${bytesToHex(new Uint8Array([topics.length]))}${parts}`),
  };
}
