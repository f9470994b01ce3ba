import type { EthereumBlock, EthereumEvent } from '../../ethereum-chain.ts';

/** The events of a block that ask the executors for something, in the form of a node of release 2.0.0 (ethexe/common/src/events). */
export function requestEvents(block: EthereumBlock): object[] {
  return block.events.flatMap((event) => {
    const json = requestEvent(event, block);
    return json ? [json] : [];
  });
}

function requestEvent(event: EthereumEvent, { timestamp }: EthereumBlock): object | undefined {
  if (event.contract === 'mirror') {
    const { mirror } = event;
    return { Mirror: { actor_id: mirror, event: { [event.type]: mirrorFields(event) } } };
  }
  const fields = routerFields(event, timestamp);
  return fields && { Router: { [event.type]: fields } };
}

function mirrorFields(event: Extract<EthereumEvent, { contract: 'mirror' }>): object {
  switch (event.type) {
    case 'MessageQueueingRequested': {
      const { id, source, payload, value, callReply } = event;
      return { id, source, payload: byteList(payload), value, call_reply: callReply };
    }
    case 'ReplyQueueingRequested': {
      const { repliedTo, source, payload, value } = event;
      return { replied_to: repliedTo, source, payload: byteList(payload), value };
    }
    case 'ValueClaimingRequested':
      return { claimed_id: event.claimedId, source: event.source };
    case 'OwnedBalanceTopUpRequested':
    case 'ExecutableBalanceTopUpRequested':
      return { value: event.value };
  }
}

function routerFields(event: Extract<EthereumEvent, { contract: 'router' }>, timestamp: number): object | undefined {
  switch (event.type) {
    case 'CodeValidationRequested':
      return { code_id: event.codeId, timestamp, tx_hash: event.transaction };
    case 'ComputationSettingsChanged':
      return { threshold: event.threshold, wvara_per_second: event.wvaraPerSecond };
    case 'ProgramCreated':
      return { actor_id: event.program, code_id: event.codeId };
    case 'StorageSlotChanged':
      return { slot: event.slot };
    case 'ValidatorsCommittedForEra':
      return { era_index: event.eraIndex };
    default:
      return undefined;
  }
}

/** Bytes without a form of their own are a list of numbers in serde's JSON. */
function byteList(payload: string): number[] {
  return (payload.slice(2).match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));
}
