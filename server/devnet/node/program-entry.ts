import type { StateSummary } from '../../../src/engine/engine.ts';
import { requiresInitMessage } from '../../../src/executor/injected-rules.ts';
import { addressOfActor } from '../../../src/protocol/identifiers.ts';
import type { Hex } from '../../../src/shared/hex.ts';

/** What the node has at hand of a program, without decoding its state. */
export interface ProgramEntry {
  /** Address */
  program: Hex;
  codeId: Hex;
  stateHash: Hex;
  /** Nobody has sent it an init message yet. */
  requiresInitMessage: boolean;
  /** WVARA units */
  executableBalance: bigint;
}

export function programEntry(actor: Hex, codeId: Hex, state: StateSummary): ProgramEntry {
  return {
    program: addressOfActor(actor),
    codeId,
    stateHash: state.stateHash,
    requiresInitMessage: requiresInitMessage(state),
    executableBalance: BigInt(state.executableBalance),
  };
}
