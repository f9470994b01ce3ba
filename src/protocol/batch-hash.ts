import { concatBytes } from '@noble/hashes/utils.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import type { BatchCommitment, ChainCommitment, CodeCommitment, TransitionCommitment } from './batch-commitment.ts';
import { bigEndian, keccak256 } from './hashes.ts';

/** The hash that the Router gives a batch and tells in `BatchCommitted`. Rewards and validators are never part of ours. */
export function batchHash(batch: BatchCommitment): Hex {
  return bytesToHex(
    keccak256(
      concatBytes(
        hexToBytes(batch.blockHash),
        bigEndian(batch.blockTimestamp, 6),
        hexToBytes(batch.previousCommittedBatchHash),
        bigEndian(batch.expiry, 1),
        hashOfAll(batch.chainCommitment, chainHash, 'only'),
        hashOfAll(batch.codeCommitments, codeHash),
        NOTHING,
        NOTHING,
      ),
    ),
  );
}

/** The 32 bytes that a validator signs as they are (no EIP-191 text): keccak(0x1900 ‖ router ‖ batch hash). */
export function batchSigningDigest(router: Hex, hash: Hex): Hex {
  return bytesToHex(keccak256(concatBytes(new Uint8Array([0x19, 0x00]), hexToBytes(router), hexToBytes(hash))));
}

/** What stands for a part that is not there. */
const NOTHING = keccak256(new Uint8Array());

/** Of a list the hash of its items' hashes; of a part that is there at most once (`only`) its own hash. */
function hashOfAll<Item>(items: readonly Item[], hash: (item: Item) => Uint8Array, kind: 'list' | 'only' = 'list') {
  const [first] = items;
  if (kind === 'only' && first !== undefined) return hash(first);
  return keccak256(concatBytes(...items.map(hash)));
}

function chainHash({ transitions, head, lastAdvancedEthBlock }: ChainCommitment): Uint8Array {
  return keccak256(
    concatBytes(hashOfAll(transitions, transitionHash), hexToBytes(head), hexToBytes(lastAdvancedEthBlock)),
  );
}

function codeHash({ id, valid }: CodeCommitment): Uint8Array {
  return keccak256(concatBytes(hexToBytes(id), flag(valid)));
}

function transitionHash(transition: TransitionCommitment): Uint8Array {
  return keccak256(
    concatBytes(
      hexToBytes(transition.actorId),
      hexToBytes(transition.newStateHash),
      flag(transition.exited),
      hexToBytes(transition.inheritor),
      bigEndian(transition.valueToReceive, 16),
      flag(transition.valueToReceiveNegativeSign),
      hashOfAll(transition.valueClaims, ({ messageId, destination, value }) =>
        keccak256(concatBytes(hexToBytes(messageId), hexToBytes(destination), bigEndian(value, 16))),
      ),
      hashOfAll(transition.messages, ({ id, destination, payload, value, replyDetails, call }) =>
        keccak256(
          concatBytes(
            hexToBytes(id),
            hexToBytes(destination),
            hexToBytes(payload),
            bigEndian(value, 16),
            hexToBytes(replyDetails.to),
            hexToBytes(replyDetails.code),
            flag(call),
          ),
        ),
      ),
    ),
  );
}

function flag(value: boolean): Uint8Array {
  return new Uint8Array([value ? 1 : 0]);
}
