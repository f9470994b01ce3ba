import type { BatchCommitment, ChainCommitment, CodeCommitment } from '../../../src/protocol/batch-commitment.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import { type OwnBlock, ZERO_HASH } from './own-block.ts';
import { squashTransitions } from './squash-transitions.ts';
import type { NodeStore } from './store/node-store.ts';

export type BatchPlan =
  | { status: 'ready'; batch: BatchCommitment }
  | { status: 'nothing' }
  /** Ethereum has committed a block that is none of this chain's. */
  | { status: 'foreign'; head: Hex };

/**
 * What is to be committed after own block `head`: the transitions since the last commitment, as many blocks as fit
 * into {@link MAX_BATCH_SIZE}, and the verdicts on requested codes.
 */
export function planBatch(store: NodeStore, head: OwnBlock): BatchPlan {
  const { anchor, settlement } = head;
  const committed = settlement.head === ZERO_HASH ? 0 : store.blocks.numberOf(settlement.head);
  if (committed === undefined) return { status: 'foreign', head: settlement.head };

  const chainCommitment = planChain(store, committed);
  const codeCommitments = settlement.requestedCodes.flatMap((id): CodeCommitment[] => {
    const code = store.content.code(id);
    return code ? [{ id, valid: code.instrumented !== null }] : [];
  });
  if (!chainCommitment && codeCommitments.length === 0) return { status: 'nothing' };
  const batch: BatchCommitment = {
    blockHash: anchor.hash,
    blockTimestamp: anchor.timestamp,
    previousCommittedBatchHash: settlement.batch,
    expiry: EXPIRY,
    chainCommitment: chainCommitment ? [chainCommitment] : [],
    codeCommitments,
  };
  return { status: 'ready', batch };
}

function planChain(store: NodeStore, committed: number): ChainCommitment | undefined {
  let last: OwnBlock | undefined;
  let size = 0;
  const transitions: OwnBlock['transitions'] = [];
  for (const block of store.blocks.after(committed, { withTransitions: true })) {
    size += sizeOf(block);
    // A block that is too large by itself has to go all the same, or nothing would ever go again.
    if (last && size > MAX_BATCH_SIZE) break;
    transitions.push(...block.transitions);
    last = block;
  }
  if (!last) return undefined;
  return { transitions: squashTransitions(transitions), head: last.hash, lastAdvancedEthBlock: last.anchor.hash };
}

/**
 * Blocks in which a batch may still be committed. It guards against batches that lie around; a batch that is overtaken is
 * refused anyway, for it names its predecessor. Upstream's default is 16, of slots of 12 s; here blocks may come each second.
 */
const EXPIRY = 64;

/** Bytes of ABI-encoded transitions, as upstream limits them. */
const MAX_BATCH_SIZE = 100 * 1024;

/** About what the transitions take in the ABI: words of 32 bytes for the fields, offsets and lengths, and the payloads. */
function sizeOf({ transitions }: OwnBlock): number {
  const words = (bytes: number) => 32 * Math.ceil(bytes / 32);
  return transitions.reduce((sum, { valueClaims, messages }) => {
    const payloads = messages.reduce((bytes, { payload }) => bytes + words(payload.length / 2 - 1) + 32 * 9, 0);
    return sum + 32 * 11 + valueClaims.length * 96 + payloads;
  }, 0);
}
