import { type Log, parseEventLogs } from 'viem';
import { mirrorAbi, routerAbi } from '../../../src/network/ethereum/contracts.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumEvent, MirrorEvent, RouterEvent } from '../ethereum-chain.ts';

export type RawLog = Pick<Log, 'address' | 'topics' | 'data'> & { transactionHash: Hex | null };

/** A log of the Router as an event; undefined for one that the node has no use for. */
export function routerEvent(log: RawLog): RouterEvent | undefined {
  const [parsed] = parseEventLogs({ abi: routerAbi, logs: [log as Log], strict: true });
  if (!parsed) return undefined;
  const origin = { contract: 'router' as const, transaction: parsed.transactionHash as Hex };
  switch (parsed.eventName) {
    case 'ProgramCreated':
      return { ...origin, type: 'ProgramCreated', program: lower(parsed.args.actorId), codeId: parsed.args.codeId };
    case 'EBCommitted':
      return { ...origin, type: 'EBCommitted', block: parsed.args.ethBlockHash };
    case 'CodeValidationRequested':
    case 'CodeGotValidated':
    case 'BatchCommitted':
    case 'MBCommitted':
    case 'ValidatorsCommittedForEra':
    case 'ComputationSettingsChanged':
    case 'StorageSlotChanged':
      return { ...origin, type: parsed.eventName, ...parsed.args } as RouterEvent;
  }
}

/** A log of a Mirror as an event; undefined for what is no request to the program. */
export function mirrorEvent(log: RawLog): MirrorEvent | undefined {
  const [parsed] = parseEventLogs({ abi: mirrorAbi, logs: [log as Log], strict: true });
  if (!parsed) return undefined;
  const origin = {
    contract: 'mirror' as const,
    mirror: lower(parsed.address),
    transaction: parsed.transactionHash as Hex,
  };
  switch (parsed.eventName) {
    case 'MessageQueueingRequested':
    case 'ReplyQueueingRequested':
    case 'ValueClaimingRequested':
      return { ...origin, type: parsed.eventName, ...parsed.args, source: lower(parsed.args.source) } as MirrorEvent;
    case 'OwnedBalanceTopUpRequested':
    case 'ExecutableBalanceTopUpRequested':
      return { ...origin, type: parsed.eventName, value: parsed.args.value };
    default:
      return undefined;
  }
}

/** Events of one block in the order of its logs. `isMirror` tells whether an address is a program of the Router. */
export async function decodeEvents(
  logs: RawLog[],
  router: Hex,
  isMirror: (address: Hex) => Promise<boolean>,
): Promise<EthereumEvent[]> {
  const events: EthereumEvent[] = [];
  for (const log of logs) {
    const address = lower(log.address);
    const event = address === router ? routerEvent(log) : mirrorEvent(log);
    if (event && (event.contract === 'router' || (await isMirror(address)))) events.push(event);
  }
  return events;
}

function lower(address: string): Hex {
  return address.toLowerCase() as Hex;
}
