import { actorId } from '../../../protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import type { LedgerEntry, ProgramExport, ProgramSummary } from '../../network.ts';
import { summaryOf } from '../../snapshot-of.ts';
import { badExport, checkExport } from '../check-export.ts';
import { programAddress } from '../local-addresses.ts';
import type { LocalContext } from '../local-context.ts';
import { programOf } from '../record-states.ts';
import { payMirror } from '../simulated-ethereum.ts';
import { uploadCode } from './upload-code.ts';

/**
 * Takes up a program of another network, or of an earlier state, with its whole state: in place of the one that is here
 * under its address, or beside it under an address of its own.
 * Its balances come along and are entries of the ledger; its Mirror here holds its Free Balance. Nothing of an export
 * is believed: every blob has its hash, and together they make up a state that the runtime can have made.
 *
 * @throws AppError `BAD_PROGRAM_EXPORT`; everything is then as before, but that the code may be known from now on
 */
export async function forkProgram(
  context: LocalContext,
  given: ProgramExport,
  { newAddress = false }: ForkOptions = {},
): Promise<ProgramSummary> {
  const { codeId, wasm, stateHash, blobs, height, ...origin } = checkExport(given);
  const program = newAddress ? freshAddress(codeId) : origin.program;
  const code = await uploadCode(context, wasm);
  if (code.status === 'refused') throw badExport(`The code is refused: ${code.reason}`);

  const { engine, store, chain } = context;
  const { ethereum, programs } = chain.state;
  await chain.takeOver(() => {
    for (const [hash, bytes] of blobs) store.write(hash, bytes);
    const later = ethereum.height - height;
    const adopted = engine.adoptProgram({ program: actorId(program), codeId, stateHash, later });
    const state = engine.inspectState(adopted);
    const summary = summaryOf({ program, codeId, stateHash: adopted }, state);
    const before = programs.get(program)?.summary ?? { executableBalance: 0n, freeBalance: 0n };
    const gained = summary.freeBalance - before.freeBalance;

    programs.set(program, { ...programOf(summary, state), nonce: freshNonce() });
    chain.state.isRecorded = false;
    // Something for the converter may lie in the mailbox that comes along.
    chain.state.converter.senders.add(program);
    payMirror(ethereum, actorId(program), gained);
    const movements = [
      { kind: 'forked', amount: summary.executableBalance - before.executableBalance },
      { kind: 'freeForked', amount: gained },
    ] as const;
    const at = Date.now();
    const ledger = movements.flatMap(({ kind, amount }): LedgerEntry[] =>
      amount === 0n ? [] : [{ at, program, kind, amount }],
    );
    const { height: now, timestamp } = ethereum;
    const point = { program, stateHash: adopted, height: now, timestamp, at, causes: [{ kind: 'forked' as const }] };
    return { ledger, logs: [], summaries: [summary], points: [point], unsettled: [] };
  });
  return summaryAt(context, program);
}

export interface ForkOptions {
  newAddress?: boolean;
}

/** That of a program which nobody has created. */
function freshAddress(codeId: Hex): Hex {
  return programAddress(codeId, bytesToHex(crypto.getRandomValues(new Uint8Array(32))));
}

/** What became of it: messages in its queues may have run already. */
function summaryAt({ chain }: LocalContext, program: Hex): ProgramSummary {
  const { summary } = chain.state.programs.get(program) ?? {};
  if (!summary) throw new RangeError(`Program ${program} was just taken over`);
  return summary;
}

/**
 * Message ids are hashes of a Mirror's count. Messages of the other network may still wait in the program, so the
 * count goes on where no other one has come to.
 */
function freshNonce(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (1 + (high >>> 12)) * 2 ** 32 + low;
}
