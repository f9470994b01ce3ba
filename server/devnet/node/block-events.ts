import type { BlockEvent } from '../../../src/engine/engine.ts';
import { actorId } from '../../../src/protocol/identifiers.ts';
import type { EthereumEvent } from '../ethereum-chain.ts';
import type { Settlement } from './own-block.ts';

/** What the engine makes of an event of Ethereum; undefined where it concerns no program's state. */
export function blockEvent(event: EthereumEvent): BlockEvent | undefined {
  if (event.contract === 'router') {
    if (event.type !== 'ProgramCreated') return undefined;
    return { type: 'create', program: actorId(event.program), codeId: event.codeId };
  }
  const program = actorId(event.mirror);
  switch (event.type) {
    case 'ExecutableBalanceTopUpRequested':
      return { type: 'topUp', program, value: event.value.toString() };
    case 'OwnedBalanceTopUpRequested':
      return { type: 'ownedTopUp', program, value: event.value.toString() };
    case 'MessageQueueingRequested': {
      const { id, payload, callReply } = event;
      return {
        type: 'message',
        program,
        id,
        source: actorId(event.source),
        payload,
        value: `${event.value}`,
        callReply,
      };
    }
    case 'ReplyQueueingRequested': {
      const { repliedTo, payload } = event;
      return { type: 'reply', program, repliedTo, source: actorId(event.source), payload, value: `${event.value}` };
    }
    case 'ValueClaimingRequested':
      return { type: 'claim', program, repliedTo: event.claimedId, source: actorId(event.source) };
  }
}

/** What a block's events change about commitments. */
export function settlementAfter(settlement: Settlement, events: EthereumEvent[]): Settlement {
  const requested = new Set(settlement.requestedCodes);
  let { head, batch } = settlement;
  for (const event of events) {
    if (event.contract !== 'router') continue;
    if (event.type === 'MBCommitted') head = event.head;
    if (event.type === 'BatchCommitted') batch = event.hash;
    if (event.type === 'CodeValidationRequested') requested.add(event.codeId);
    if (event.type === 'CodeGotValidated') requested.delete(event.codeId);
  }
  return { head, batch, requestedCodes: [...requested] };
}
